// Environment variables as they are typed: `NAME=value`, one a line. Quotes around a value are dropped,
// as a shell would have it; a line may begin with `export`.

export interface TypedVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** The first line that is none, in words. */
  readonly problem: string | null;
}

export function variablesIn(text: string): TypedVariables {
  const variables: Record<string, string> = {};
  let problem: string | null = null;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, name, value] = /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(trimmed) ?? [];
    if (name === undefined || value === undefined) {
      problem ??= `“${trimmed.slice(0, 40)}” is no variable: write NAME=value.`;
    } else variables[name] = unquoted(value);
  }
  return { variables, problem };
}

/** The other way round. A value of several lines cannot be typed here, and is put into one. */
export function variablesText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value.replaceAll('\n', ' ')}`)
    .join('\n');
}

function unquoted(value: string): string {
  const [, inside] = /^(?:"(.*)"|'.*')$/.exec(value) ?? [];
  if (inside !== undefined) return inside;
  return /^'.*'$/.test(value) ? value.slice(1, -1) : value;
}
