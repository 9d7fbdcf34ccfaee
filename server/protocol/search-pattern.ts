// What a search looks for, as the server finds it and the page marks it. Case counts only if the query
// has a capital letter, as in ripgrep's smart case.

export interface SearchText {
  readonly text: string;
  readonly regex: boolean;
}

/** Global and multiline. Null when the regular expression is none. */
export function searchPattern({ text, regex }: SearchText): RegExp | null {
  const flags = isCaseless({ text, regex }) ? 'gim' : 'gm';
  if (!regex) return new RegExp(literalSource(text), `${flags}u`);
  // Unicode mode refuses escapes that people write all the same, such as \-.
  return compiled(text, `${flags}u`) ?? compiled(text, flags);
}

export function isCaseless({ text, regex }: SearchText): boolean {
  // A pattern's classes, such as \S, have capital letters that are not the person's.
  return !/\p{Lu}/u.test(regex ? text.replace(/\\./gs, '') : text);
}

/** Lines are kept without the blanks at their ends, so those of a text match at a line's end too. */
export function endsInBlank(text: string): boolean {
  return text.endsWith(' ') && text.trim() !== '';
}

function literalSource(text: string): string {
  const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (!endsInBlank(text)) return source;
  let end = source.length;
  while (source[end - 1] === ' ') end--;
  const kept = source.slice(0, end);
  const blanks = source.length - kept.length;
  return `${kept}(?: {${blanks}}| {0,${blanks - 1}}$)`;
}

/** The engine's reason, in words: "Unterminated group". */
export function whyInvalid(source: string): string {
  try {
    new RegExp(source);
    return 'not understood';
  } catch (error) {
    const words = (error as Error).message;
    return words.slice(words.lastIndexOf(': ') + 2);
  }
}

function compiled(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}
