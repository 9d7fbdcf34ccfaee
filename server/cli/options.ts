// Reads a command's words the way tmux reads its own: letters may be joined (`-dsNAME`), a value
// may follow its letter or be the next word, and options stop at the first other word or at `--`.
// Words (`--listen X`, `--listen=X`) are ours. Knows no command.

/** What an option takes: nothing, one value (the last one counts), or one value each time. */
export type Takes = 'nothing' | 'value' | 'values';
/** Options by name: one letter for `-d`, more for `--json`. */
export type Syntax = Readonly<Record<string, Takes>>;

/** The words do not fit the command: exit status 2. */
export class UsageError extends Error {
  /** By name: the parts of the command line are bundled apart, each with this class in it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'UsageError';
  }

  override readonly name = 'UsageError';
}

/** What was given, once it fits the syntax. */
export class Options {
  readonly operands: readonly string[];
  readonly #given: ReadonlyMap<string, readonly string[]>;

  constructor(given: ReadonlyMap<string, readonly string[]>, operands: readonly string[]) {
    this.#given = given;
    this.operands = operands;
  }

  has(name: string): boolean {
    return this.#given.has(name);
  }

  value(name: string): string | undefined {
    return this.#given.get(name)?.at(-1);
  }

  values(name: string): readonly string[] {
    return this.#given.get(name) ?? [];
  }

  /** The value of an option the command cannot do without. */
  required(name: string): string {
    const value = this.value(name);
    if (value === undefined || value === '') throw new UsageError(`${written(name)} is missing`);
    return value;
  }

  /** A whole number from `least` to `most`, undefined when the option was not given. */
  wholeNumber(name: string, least: number, most: number): number | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new UsageError(`${written(name)} takes a whole number from ${least} to ${most}`);
  }
}

/** Throws UsageError for an unknown option, a missing value, or one too many. */
export function parseOptions(words: readonly string[], syntax: Syntax): Options {
  const given = new Map<string, string[]>();
  let at = 0;
  const next = (name: string): string => {
    const value = words[at++];
    if (value === undefined) throw new UsageError(`${written(name)} needs a value`);
    return value;
  };
  const keep = (name: string, value: string) => {
    given.set(name, [...(given.get(name) ?? []), value]);
  };
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    at++;
    if (word.startsWith('--')) readWord(word, syntax, next, keep);
    else readLetters(word, syntax, next, keep);
  }
  return new Options(given, words.slice(at));
}

type Next = (name: string) => string;
type Keep = (name: string, value: string) => void;

function readWord(word: string, syntax: Syntax, next: Next, keep: Keep): void {
  const [name = '', ...rest] = word.slice(2).split('=');
  const takes = name.length > 1 ? takenBy(name, syntax) : undefined;
  if (takes === undefined) throw new UsageError(`there is no option --${name}`);
  if (takes !== 'nothing') keep(name, rest.length > 0 ? rest.join('=') : next(name));
  else if (rest.length > 0) throw new UsageError(`--${name} takes no value`);
  else keep(name, '');
}

function readLetters(word: string, syntax: Syntax, next: Next, keep: Keep): void {
  for (let i = 1; i < word.length; i++) {
    const letter = word.charAt(i);
    const takes = takenBy(letter, syntax);
    if (takes === undefined) throw new UsageError(`there is no option -${letter}`);
    if (takes !== 'nothing') {
      keep(letter, i + 1 < word.length ? word.slice(i + 1) : next(letter));
      return;
    }
    keep(letter, '');
  }
}

function takenBy(name: string, syntax: Syntax): Takes | undefined {
  return Object.hasOwn(syntax, name) ? syntax[name] : undefined;
}

function written(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
