// Which bytes a key stands for, as xterm has them. Pure: a press and the program's modes in, text out.

/** What the program asked of the keyboard. */
export interface KeyModes {
  readonly applicationCursor: boolean;
  readonly bracketedPaste: boolean;
  /** It draws the whole screen, and takes a line for keys: `:wq` is a command to an editor. */
  readonly fullScreen: boolean;
}

/** `key` as in KeyboardEvent.key. */
export interface KeyPress {
  readonly key: string;
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

const letterKeys: Readonly<Record<string, string>> = {
  ArrowUp: 'A',
  ArrowDown: 'B',
  ArrowRight: 'C',
  ArrowLeft: 'D',
  End: 'F',
  Home: 'H',
};
const functionKeys: Readonly<Record<string, string>> = { F1: 'P', F2: 'Q', F3: 'R', F4: 'S' };
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
  Tab: '\t',
  Escape: '\x1b',
  Backspace: '\x7f',
};
/** Ctrl with a digit or sign, from the days of the VT220. */
const controlSigns: Readonly<Record<string, string>> = {
  ' ': '\0',
  '@': '\0',
  '2': '\0',
  '[': '\x1b',
  '3': '\x1b',
  '\\': '\x1c',
  '4': '\x1c',
  ']': '\x1d',
  '5': '\x1d',
  '^': '\x1e',
  '6': '\x1e',
  _: '\x1f',
  '/': '\x1f',
  '-': '\x1f',
  '7': '\x1f',
  '?': '\x7f',
  '8': '\x7f',
};

/** Null for a key that means nothing to a terminal, such as Shift alone. */
export function sequenceOf(press: KeyPress, { applicationCursor }: KeyModes): string | null {
  const { key, ctrl = false, alt = false, shift = false } = press;
  const modifier = 1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (ctrl ? 4 : 0);
  const cursor = letterKeys[key];
  if (cursor !== undefined) {
    if (modifier > 1) return `\x1b[1;${modifier}${cursor}`;
    return applicationCursor ? `\x1bO${cursor}` : `\x1b[${cursor}`;
  }
  const fn = functionKeys[key];
  if (fn !== undefined) return modifier > 1 ? `\x1b[1;${modifier}${fn}` : `\x1bO${fn}`;
  const number = numberedKeys[key];
  if (number !== undefined) return modifier > 1 ? `\x1b[${number};${modifier}~` : `\x1b[${number}~`;
  if (key === 'Tab' && shift) return '\x1b[Z';
  if (key === 'Backspace' && ctrl) return alt ? '\x1b\b' : '\b';
  const text = plainKeys[key] ?? (ctrl ? controlOf(key) : oneCharacter(key));
  return text !== null && alt ? `\x1b${text}` : text;
}

/** The control character of a character: Ctrl with `c` is \x03. Null where there is none. */
function controlOf(character: string): string | null {
  if (/^[A-Za-z]$/.test(character)) {
    return String.fromCharCode(character.toUpperCase().charCodeAt(0) - 64);
  }
  return controlSigns[character] ?? null;
}

/** Text as if it were pasted: with what the program asked for to tell it from typed keys. */
export function pasted(text: string, { bracketedPaste }: KeyModes): string {
  // An escape inside could end the paste early and type the rest as keys.
  const lines = text.replace(/\x1b/g, '').replace(/\r?\n/g, '\r');
  return bracketedPaste ? `\x1b[200~${lines}\x1b[201~` : lines;
}

/**
 * What was typed into the compose field, and Enter. One line is keys to a full-screen program: as a
 * paste, an editor would put `:wq` into the text.
 */
export function typedLine(text: string, modes: KeyModes): string {
  if (text === '') return '\r';
  const asKeys = modes.fullScreen && !text.includes('\n');
  return `${pasted(text, asKeys ? { ...modes, bracketedPaste: false } : modes)}\r`;
}

/** KeyboardEvent.key names keys by words and characters by themselves. */
function oneCharacter(key: string): string | null {
  return [...key].length === 1 ? key : null;
}
