// Rows that are one object: JSON lines, and dictionaries as Python prints them. Keys of inner
// objects are joined with dots. Read leniently, and in one pass.
import { notFinite } from './lex.ts';

export interface Dict {
  readonly numbers: readonly (readonly [key: string, value: number, isWhole: boolean])[];
  readonly strings: ReadonlyMap<string, string>;
}

const [maxDepth, maxKeys, maxKeyLength] = [8, 200, 80];
const numeric = /^[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,4})?$/;

/** Null when the text is no such row. */
export function readDict(text: string): Dict | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const reader = new DictReader(text);
  return reader.read() ? reader : null;
}

class DictReader implements Dict {
  readonly numbers: [string, number, boolean][] = [];
  readonly strings = new Map<string, string>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): boolean {
    return this.#object('', 0) && this.#at === this.#text.length;
  }

  #object(path: string, depth: number): boolean {
    if (depth > maxDepth) return false;
    this.#at++;
    this.#blanks();
    while (this.#char() !== '}') {
      const key = this.#quoted();
      if (key === null || key.length > maxKeyLength) return false;
      this.#blanks();
      if (this.#char() !== ':') return false;
      this.#at++;
      if (!this.#value(path === '' ? key : `${path}.${key}`, depth)) return false;
      if (this.#char() === ',') this.#at++;
      else if (this.#char() !== '}') return false;
      this.#blanks();
    }
    this.#at++;
    return true;
  }

  #value(key: string, depth: number): boolean {
    this.#blanks();
    const char = this.#char();
    const ok =
      char === '{'
        ? this.#object(key, depth + 1)
        : char === '[' || char === '('
          ? this.#list(key)
          : char === '"' || char === "'"
            ? this.#string(key)
            : this.#bare(key);
    this.#blanks();
    return ok;
  }

  #string(key: string): boolean {
    const text = this.#quoted();
    if (text === null) return false;
    // Newer releases of transformers quote their numbers.
    if (!this.#number(key, text) && this.strings.size < maxKeys)
      this.strings.set(key, text.slice(0, 500));
    return true;
  }

  #bare(key: string): boolean {
    const start = this.#at;
    while (this.#at < this.#text.length && !',}])'.includes(this.#char())) this.#at++;
    const word = this.#text.slice(start, this.#at).trim();
    // tensor(0.5), np.float64(0.5)
    const inner = /^[\w.]{1,30}\((.*)$/.exec(word)?.[1];
    if (inner !== undefined && this.#char() === ')') this.#at++;
    else if (inner !== undefined) this.#skipPast(')');
    this.#number(key, (inner ?? word).trim());
    return word !== '';
  }

  #number(key: string, text: string): boolean {
    const value = numeric.test(text) ? Number(text) : notFinite(text);
    if (value === null) return false;
    if (this.numbers.length < maxKeys) this.numbers.push([key, value, /^\d+$/.test(text)]);
    return true;
  }

  /** A list of one is its number; longer ones are no metric. */
  #list(key: string): boolean {
    const start = this.#at + 1;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#char();
      if (char === '"' || char === "'") {
        if (this.#quoted() === null) return false;
        this.#at--;
      } else if ('[({'.includes(char)) depth++;
      else if ('])}'.includes(char) && --depth === 0) break;
    }
    const inside = this.#text.slice(start, Math.min(this.#at, start + 50));
    this.#at++;
    if (inside.length < 50 && !inside.includes(',')) this.#number(key, inside.trim());
    return true;
  }

  #skipPast(char: string): void {
    const end = this.#text.indexOf(char, this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
  }

  #quoted(): string | null {
    const quote = this.#char();
    if (quote !== '"' && quote !== "'") return null;
    const start = this.#at + 1;
    let end = start;
    while (end < this.#text.length && this.#text.charAt(end) !== quote) {
      end += this.#text.charAt(end) === '\\' ? 2 : 1;
    }
    if (end >= this.#text.length) return null;
    this.#at = end + 1;
    return this.#text.slice(start, end);
  }

  #blanks(): void {
    while (this.#char() === ' ' || this.#char() === '\t') this.#at++;
  }

  #char(): string {
    return this.#text.charAt(this.#at);
  }
}
