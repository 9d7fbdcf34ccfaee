// What came from outside (names, paths, titles, a program's words), as it may be printed: no control and
// no mark of text direction in it can drive a terminal, forge a line or show words in another order.

/** Controls (but for the blank), marks and overrides of direction (UAX 9), line separators, half characters. */
const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** On one line. */
export function printable(text: string): string {
  return text.replace(/\s+/g, ' ').replace(unprintable, '?');
}

/** Of several lines that are ours: their breaks, and the blanks and tabs of their columns, stay. */
export function printableLines(text: string): string {
  return text.replace(unprintable, (character) => ('\n\t'.includes(character) ? character : '?'));
}

/** JSON that reads back as the same value, though it can be printed. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(unprintable, (character) =>
    character === '\n' ? '\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
