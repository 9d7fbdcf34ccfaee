// A command as a person would type it: words that a program was started with become shell text.

export function commandText(command: string | readonly string[] | null | undefined): string {
  if (command === null || command === undefined) return '';
  if (typeof command === 'string') return command;
  const [only] = command;
  return command.length === 1 ? (only ?? '') : command.map(quoted).join(' ');
}

/** A word as a shell takes it for one. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
