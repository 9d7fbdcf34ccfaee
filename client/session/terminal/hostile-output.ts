// Output is hostile: a few bytes can ask an emulator for minutes of work, or make it throw. What is
// done about that here is done in the server's emulator too, so that both show the same.
import type { Terminal } from '@xterm/xterm';
import { limitCombining } from '../../../server/protocol/combining-limit.ts';
import { limitLinks } from '../../../server/protocol/link-limit.ts';
import { coreOf } from './core.ts';

const largestCount = 5000;

/** Sequences that do something as often as their number says. */
const counted: readonly { readonly intermediates?: string; readonly final: string }[] = [
  ...[...'@ILMPSTXZb'].map((final) => ({ final })),
  { intermediates: ' ', final: '@' },
  { intermediates: ' ', final: 'A' },
  { intermediates: "'", final: '}' },
  { intermediates: "'", final: '~' },
];

export function refuseHugeCounts(terminal: Terminal): void {
  for (const sequence of counted) {
    terminal.parser.registerCsiHandler(sequence, ([count = 0]) => Number(count) > largestCount);
  }
}

/**
 * xterm 6.0.0 throws on "erase above" in the last row's last column, and parses nothing from then
 * on: the row below, which it unwraps, is missing. Erased in two steps instead.
 */
export function mendEraseAbove(terminal: Terminal): void {
  const { _bufferService, _inputHandler } = coreOf(terminal);
  terminal.parser.registerCsiHandler({ final: 'J' }, ([kind]) => {
    const { cursorX, cursorY, baseY, length } = terminal.buffer.active;
    const atVeryEnd = cursorX + 1 >= terminal.cols && baseY + cursorY + 1 >= length;
    if (kind !== 1 || !atVeryEnd) return false;
    const { active } = _bufferService.buffers;
    const { x } = active;
    active.x = 0;
    _inputHandler.eraseInDisplay({ length: 1, params: [1] });
    active.x = x;
    _inputHandler.eraseInLine({ length: 1, params: [1] });
    return true;
  });
}

/** A cell's text is drawn whole, however many characters have joined it. */
export function limitCells(terminal: Terminal): void {
  const line = coreOf(terminal)._bufferService.buffers.active.lines.get(0);
  if (line !== undefined) limitCombining(line);
}

/** A row may be written over and over, each time with another link. */
export function limitKeptLinks(terminal: Terminal): void {
  limitLinks(coreOf(terminal)._oscLinkService);
}

/** A sequence that xterm throws at is lost; without this, everything behind it would be, too. */
export function surviveErrors(terminal: Terminal): void {
  const handler = coreOf(terminal)._inputHandler;
  const parse = handler.parse;
  handler.parse = (data, waited) => {
    try {
      return parse.call(handler, data, waited);
    } catch {
      handler._parser.reset();
      return undefined;
    }
  };
}

/**
 * Colours are the theme's: a program that sets them (OSC 4, 10 to 12, and back) could hide its text,
 * and a page that attaches later would show others.
 */
export function keepTheme(terminal: Terminal): void {
  for (const osc of [4, 10, 11, 12, 104, 110, 111, 112])
    terminal.parser.registerOscHandler(osc, () => true);
}
