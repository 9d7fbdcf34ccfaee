// What a key sends, as xterm has it and the terminfo of our TERM promises: tmux's own bytes, but
// for Home and End, which it sends as its own TERM has them.
import type { Key } from './key-names.ts';

/** What the program has asked of the keyboard. */
export interface KeyModes {
  readonly applicationCursor: boolean;
  readonly applicationKeypad: boolean;
}

const cursorKeys: Readonly<Record<string, string>> = {
  Up: 'A',
  Down: 'B',
  Right: 'C',
  Left: 'D',
  Home: 'H',
  End: 'F',
};
const firstFunctionKeys: Readonly<Record<string, string>> = { F1: 'P', F2: 'Q', F3: 'R', F4: 'S' };
const numberedKeys: Readonly<Record<string, number>> = {
  Insert: 2,
  Delete: 3,
  PageUp: 5,
  PageDown: 6,
  F5: 15,
  F6: 17,
  F7: 18,
  F8: 19,
  F9: 20,
  F10: 21,
  F11: 23,
  F12: 24,
};
const plainKeys: Readonly<Record<string, string>> = {
  Enter: '\r',
  Escape: '\u001b',
  Tab: '\t',
  BTab: '\u001b[Z',
  BSpace: '\u007f',
  Space: ' ',
};
const keypad: Readonly<Record<string, string>> = {
  'KP/': 'o',
  'KP*': 'j',
  'KP-': 'm',
  'KP+': 'k',
  'KP.': 'n',
  KPEnter: 'M',
  ...Object.fromEntries([...'0123456789'].map((digit, at) => [`KP${digit}`, 'pqrstuvwxy'[at]])),
};
/** Ctrl with a digit or sign, from the days of the VT220. */
const controlSigns: Readonly<Record<string, number>> = {
  ' ': 0,
  '2': 0,
  '3': 27,
  '4': 28,
  '|': 28,
  '5': 29,
  '6': 30,
  '7': 31,
  '-': 31,
  '/': 31,
  '8': 127,
  '?': 127,
};

/** Whether the bytes depend on what the program has asked for. */
export function dependsOnModes({ name, ctrl, meta, shift }: Key): boolean {
  return name in keypad || (name in cursorKeys && !ctrl && !meta && !shift);
}

/** Null for a combination that no terminal can send. */
export function keyBytes(key: Key, modes: KeyModes): Buffer | null {
  const text = named(key, modes) ?? character(key);
  return text === null ? null : Buffer.from(text);
}

/** The bytes of a key that has a name; null for a character. */
function named(key: Key, { applicationCursor, applicationKeypad }: KeyModes): string | null {
  const { name, ctrl, meta, shift } = key;
  const modifier = 1 + (shift ? 1 : 0) + (meta ? 2 : 0) + (ctrl ? 4 : 0);
  const cursor = cursorKeys[name];
  if (cursor !== undefined) {
    if (modifier > 1) return `\u001b[1;${modifier}${cursor}`;
    return applicationCursor ? `\u001bO${cursor}` : `\u001b[${cursor}`;
  }
  const first = firstFunctionKeys[name];
  if (first !== undefined) return modifier > 1 ? `\u001b[1;${modifier}${first}` : `\u001bO${first}`;
  const number = numberedKeys[name];
  if (number !== undefined)
    return modifier > 1 ? `\u001b[${number};${modifier}~` : `\u001b[${number}~`;
  const pad = keypad[name];
  if (pad === undefined) return null;
  const alt = meta ? '\u001b' : '';
  if (applicationKeypad) return `${alt}\u001bO${pad}`;
  return alt + (name === 'KPEnter' ? '\r' : name.slice(2));
}

function character({ name, ctrl, meta, shift }: Key): string | null {
  const alt = meta ? '\u001b' : '';
  if (name === 'Tab' && shift) return `${alt}\u001b[Z`;
  const plain = plainKeys[name] ?? name;
  if (!ctrl) return alt + (shift && plain.length === 1 ? plain.toUpperCase() : plain);
  const control = controlOf(plain);
  return control === null ? null : alt + String.fromCharCode(control);
}

function controlOf(plain: string): number | null {
  const sign = controlSigns[plain];
  if (sign !== undefined) return sign;
  const code = plain.toUpperCase().charCodeAt(0);
  return plain.length === 1 && code >= 0x40 && code <= 0x5f ? code & 0x1f : null;
}
