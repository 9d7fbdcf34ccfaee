// What a command was given, by name, and in what several commands differ: the labels of their curves. Pure.

/** `--lr 1e-3`, `--lr=1e-3`, `lr=1e-3`, `-n 5`, a switch alone, and words by their place. */
export function parametersOf(command: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const words = wordsOf(command);
  let place = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const equals = word.indexOf('=');
    const isFlag = word.startsWith('-') && !isNumber(word);
    if (equals > 0) found.set(nameOf(word.slice(0, equals)), word.slice(equals + 1));
    else if (isFlag) {
      const next = words[i + 1];
      const takes =
        next !== undefined && (isNumber(next) || !next.startsWith('-')) && !next.includes('=');
      found.set(nameOf(word), takes ? next : 'on');
      if (takes) i++;
    } else found.set(`word ${++place}`, word);
  }
  return found;
}

export interface Differing {
  /** The parameters that are not the same for all. */
  readonly names: readonly string[];
  /** Their values, session by session; empty where one has none. */
  readonly values: readonly (readonly string[])[];
}

export function differing(commands: readonly string[]): Differing {
  const all = commands.map(parametersOf);
  const names = new Set(all.flatMap((parameters) => Array.from(parameters.keys())));
  const told = Array.from(names).filter(
    (name) => new Set(all.map((parameters) => parameters.get(name) ?? '')).size > 1,
  );
  return {
    names: told,
    values: all.map((parameters) => told.map((name) => parameters.get(name) ?? '')),
  };
}

/** Labels of more parameters say nothing at a glance. */
const mostTold = 3;

/** `lr 3e-4`, `lr 3e-4, seed 2`; where nothing differs, or too much, the session's name. */
export function labelsOf(sessions: readonly string[], { names, values }: Differing): string[] {
  return sessions.map((session, i) => {
    const told = names
      .map((name, at) => labelOf(name, values[i]?.[at] ?? ''))
      .filter((label) => label !== '');
    return told.length === 0 || told.length > mostTold ? session : told.join(', ');
  });
}

function labelOf(name: string, value: string): string {
  if (value === '' || name.startsWith('word ')) return value;
  return value === 'on' ? name : `${name} ${value}`;
}

/** The same for commands that differ in values only: those of one sweep. */
export function sweepKey({ command, cwd }: { command: string; cwd: string }): string {
  const parts = Array.from(parametersOf(command), ([name, value]) =>
    name.startsWith('word ') && !isNumber(value) ? value : name,
  );
  return JSON.stringify([cwd, ...parts]);
}

function nameOf(flag: string): string {
  let from = 0;
  while (flag[from] === '-' || flag[from] === '+') from++;
  return flag.slice(from);
}

function isNumber(word: string): boolean {
  return word.trim() !== '' && Number.isFinite(Number(word));
}

/** As a shell would part them, quotes taken off; what a shell would make of the rest stays as it is. */
function wordsOf(command: string): string[] {
  const words: string[] = [];
  let [word, quote, begun] = ['', '', false];
  for (const character of command) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") [quote, begun] = [character, true];
    else if (character.trim() !== '') [word, begun] = [word + character, true];
    else if (begun) {
      words.push(word);
      [word, begun] = ['', false];
    }
  }
  return begun ? words.concat(word) : words;
}
