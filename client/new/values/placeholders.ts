// Placeholders in a command: `--lr {lr}` asks for a value. Knows enough of a shell's quoting to leave
// `${HOME}`, `'{print}'` and `\{x}` alone; refuses to know what the values mean.

const placeholder = /\{([A-Za-z_][A-Za-z0-9_-]{0,31})\}/y;

interface Found {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The names of the placeholders, each once, in the order they come in. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set(findAll(text).map(({ name }) => name))];
}

/** Puts values in. A placeholder without a value, or with an empty one, stays as it stands. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  let filled = '';
  let done = 0;
  for (const { name, from, to } of findAll(text)) {
    filled +=
      text.slice(done, from) +
      ((Object.hasOwn(values, name) && values[name]) || text.slice(from, to));
    done = to;
  }
  return filled + text.slice(done);
}

function findAll(text: string): readonly Found[] {
  const found: Found[] = [];
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\' && quote !== "'") at++;
    else if (character === quote) quote = null;
    else if (quote === null && (character === "'" || character === '"')) quote = character;
    else if (character === '{' && quote !== "'" && text[at - 1] !== '$') {
      placeholder.lastIndex = at;
      const [whole, name] = placeholder.exec(text) ?? [];
      if (whole === undefined || name === undefined) continue;
      found.push({ name, from: at, to: at + whole.length });
      at += whole.length - 1;
    }
  }
  return found;
}
