// Where in a command's words the cursor stands: at an option, at an option's value, or behind them.
import type { Syntax } from '../options.ts';

export interface Place {
  readonly kind: 'option' | 'value' | 'operand';
  /** Of a value: its option. */
  readonly option: string;
  /** Of an operand: how many there are before it. */
  readonly index: number;
  /** What has been typed of it. */
  readonly word: string;
  /** What stands in the same word before it: `-t` of `-ttrain`. */
  readonly before: string;
  readonly given: ReadonlySet<string>;
}

/** Reads words as `parseOptions` does. The last one is being typed. */
export function openWord(words: readonly string[], syntax: Syntax): Place {
  const given = new Set<string>();
  const last = words.length - 1;
  const word = words[last] ?? '';
  const at = { option: '', index: 0, word, before: '', given };
  const takesValue = (name: string) => Object.hasOwn(syntax, name) && syntax[name] !== 'nothing';
  for (let i = 0; i < last; i++) {
    const text = words[i] ?? '';
    if (text === '--') return { ...at, kind: 'operand', index: last - i - 1 };
    if (!text.startsWith('-') || text === '-') return { ...at, kind: 'operand', index: last - i };
    const { name, value } = lastOption(text, takesValue, given);
    if (value !== null || !takesValue(name)) continue;
    if (++i === last) return { ...at, kind: 'value', option: name };
  }
  if (!word.startsWith('-')) return { ...at, kind: 'operand' };
  const { name, value } = lastOption(word, takesValue, new Set());
  if (value === null || !takesValue(name)) return { ...at, kind: 'option' };
  const before = word.slice(0, word.length - value.length);
  return { ...at, kind: 'value', option: name, word: value, before };
}

/** The option that a word ends with, and the value in the same word if there is one. */
function lastOption(
  text: string,
  takesValue: (name: string) => boolean,
  given: Set<string>,
): { name: string; value: string | null } {
  if (text.startsWith('--')) {
    const [name = '', ...rest] = text.slice(2).split('=');
    given.add(name);
    return { name, value: rest.length > 0 ? rest.join('=') : null };
  }
  for (let i = 1; i < text.length; i++) {
    given.add(text.charAt(i));
    if (!takesValue(text.charAt(i))) continue;
    return { name: text.charAt(i), value: i + 1 < text.length ? text.slice(i + 1) : null };
  }
  return { name: text.slice(-1), value: null };
}
