// tmux's names of keys: `C-c`, `M-Left`, `Enter`. Says which key a word means, not what it sends.

/** A key without its modifiers: a character, or one of those below. */
export interface Key {
  readonly name: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
}

/** Names by what they are called here; tmux takes them in any case. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  Up: [],
  Down: [],
  Left: [],
  Right: [],
  Home: [],
  End: [],
  PageUp: ['PPage', 'PgUp'],
  PageDown: ['NPage', 'PgDn'],
  Insert: ['IC'],
  Delete: ['DC'],
  Enter: [],
  Escape: [],
  Tab: [],
  BTab: [],
  BSpace: [],
  Space: [],
  ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`F${at + 1}`, []])),
  ...Object.fromEntries(
    [...'0123456789', '/', '*', '-', '+', '.', 'Enter'].map((on) => [`KP${on}`, []]),
  ),
};

const byName = new Map(
  Object.entries(spellings).flatMap(([name, others]) =>
    [name, ...others].map((spelling) => [spelling.toLowerCase(), name] as const),
  ),
);

/** Those a person would want to be reminded of. */
export const keyNames: readonly string[] = Object.keys(spellings).filter(
  (name) => !name.startsWith('KP'),
);

/** The key that a word means, null when it is none: it is text then. */
export function parseKey(word: string): Key | null {
  let rest = word;
  let [ctrl, meta, shift] = [false, false, false];
  if (rest.startsWith('^') && rest.length > 1) {
    ctrl = true;
    rest = rest.slice(1);
  }
  for (let match = /^([CMS])-./isu.exec(rest); match; match = /^([CMS])-./isu.exec(rest)) {
    const letter = match[1]?.toUpperCase();
    if (letter === 'C') ctrl = true;
    else if (letter === 'M') meta = true;
    else shift = true;
    rest = rest.slice(2);
  }
  const hex = /^0x([0-9a-f]{1,6})$/i.exec(rest)?.[1];
  if (hex !== undefined && Number.parseInt(hex, 16) <= 0x10_ff_ff) {
    rest = String.fromCodePoint(Number.parseInt(hex, 16));
  }
  const name = [...rest].length === 1 ? rest : byName.get(rest.toLowerCase());
  return name === undefined ? null : { name, ctrl, meta, shift };
}
