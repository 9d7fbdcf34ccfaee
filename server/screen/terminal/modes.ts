// Terminal modes that differ from a fresh terminal's, as the sequences that set them. None of them
// moves the cursor but origin mode, which is why the cursor is placed after them.
import type { Emulator } from './emulator.ts';

const decModes: readonly (readonly [name: string, set: string])[] = [
  ['applicationCursorKeys', '\x1b[?1h'],
  ['applicationKeypad', '\x1b='],
  ['bracketedPasteMode', '\x1b[?2004h'],
  ['sendFocus', '\x1b[?1004h'],
  ['reverseWraparound', '\x1b[?45h'],
  ['origin', '\x1b[?6h'],
];
const mouseProtocols: Readonly<Record<string, string>> = {
  X10: '\x1b[?9h',
  VT200: '\x1b[?1000h',
  DRAG: '\x1b[?1002h',
  ANY: '\x1b[?1003h',
};
const mouseEncodings: Readonly<Record<string, string>> = {
  SGR: '\x1b[?1006h',
  SGR_PIXELS: '\x1b[?1016h',
};
const cursorStyles: Readonly<Record<string, number>> = { block: 1, underline: 3, bar: 5 };

export function changedModes(emulator: Emulator): string {
  const { coreService, coreMouseService } = emulator.core;
  const modes = coreService.decPrivateModes;
  return [
    ...decModes.map(([name, set]) => (modes[name] === true ? set : '')),
    modes.wraparound === false ? '\x1b[?7l' : '',
    emulator.cursorBlinks ? '\x1b[?12h' : '',
    coreService.isCursorHidden ? '\x1b[?25l' : '',
    mouseProtocols[coreMouseService.activeProtocol] ?? '',
    mouseEncodings[coreMouseService.activeEncoding] ?? '',
    emulator.newlineMode ? '\x1b[20h' : '',
    cursorStyle(modes.cursorStyle, modes.cursorBlink),
  ].join('');
}

/** DECSCUSR: odd numbers blink. */
function cursorStyle(style: unknown, blink: unknown): string {
  const base = cursorStyles[String(style)];
  return base === undefined ? '' : `\x1b[${blink === false ? base + 1 : base} q`;
}
