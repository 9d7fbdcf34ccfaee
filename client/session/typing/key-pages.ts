// Which keys stand where on the key bar: three pages of twelve. The arrows stand as on a keyboard, and
// the key that turns the page always in one place.

export type BarKey =
  /** `key` as in KeyboardEvent.key; `sign` is drawn in place of the name. */
  | {
      readonly name: string;
      readonly key: string;
      readonly ctrl?: boolean;
      readonly sign?: string;
      /** Repeats while it is held. */
      readonly repeats?: boolean;
    }
  | { readonly name: 'Ctrl' | 'Alt'; readonly sticky: 'ctrl' | 'alt' }
  | { readonly name: 'More keys'; readonly sign: string; readonly turns: true }
  | { readonly name: 'New line'; readonly sign: string; readonly breaks: true };

const more = { name: 'More keys', sign: '•••', turns: true } as const;
const character = (sign: string) => ({ name: sign, key: sign });
const functionKey = (number: number) => ({ name: `F${number}`, key: `F${number}` });

export const keyPages: readonly (readonly BarKey[])[] = [
  [
    { name: 'Esc', key: 'Escape' },
    { name: 'Tab', key: 'Tab' },
    { name: 'Ctrl', sticky: 'ctrl' },
    { name: 'Alt', sticky: 'alt' },
    { name: 'Up', key: 'ArrowUp', sign: '↑', repeats: true },
    { name: 'Ctrl+C', key: 'c', ctrl: true, sign: '^C' },
    more,
    { name: 'Enter', key: 'Enter', sign: '↵' },
    { name: 'Backspace', key: 'Backspace', sign: '⌫', repeats: true },
    { name: 'Left', key: 'ArrowLeft', sign: '←', repeats: true },
    { name: 'Down', key: 'ArrowDown', sign: '↓', repeats: true },
    { name: 'Right', key: 'ArrowRight', sign: '→', repeats: true },
  ],
  [
    character('|'),
    character('~'),
    character('/'),
    character('-'),
    { name: 'Home', key: 'Home' },
    { name: 'PgUp', key: 'PageUp', repeats: true },
    more,
    { name: 'New line', sign: '⏎ line', breaks: true },
    { name: 'Del', key: 'Delete', repeats: true },
    functionKey(12),
    { name: 'End', key: 'End' },
    { name: 'PgDn', key: 'PageDown', repeats: true },
  ],
  [...[1, 2, 3, 4, 5, 6].map(functionKey), more, ...[7, 8, 9, 10, 11].map(functionKey)],
];
