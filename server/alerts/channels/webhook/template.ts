// Fills an alert's words into a webhook's template. The template is JSON that has been parsed already, so
// nothing a session is called can break out of the string it stands in.

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

export const templateWords = [
  ...['title', 'text', 'session', 'name', 'kind', 'level', 'machine', 'url', 'id', 'at'],
  ...['secret', 'to', 'priority'],
] as const;
export type TemplateWord = (typeof templateWords)[number];

export type Words = Readonly<Record<TemplateWord, string>> & { readonly priority: string };

const wordPattern = /\{(\w+)\}/g;

/** The words that a template names and that do not exist. */
export function unknownWords(template: Json): string[] {
  return stringsIn(template).flatMap((text) =>
    Array.from(text.matchAll(wordPattern), ([, word = '']) => word).filter(
      (word) => !(templateWords as readonly string[]).includes(word),
    ),
  );
}

/** Every string in it, keys left out: those are not filled. */
export function stringsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((each: Json) => stringsIn(each));
}

/** The same with other strings in it. */
export function mapStrings(value: Json, change: (text: string) => Json): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => mapStrings(each, change));
  const entries = Object.entries(value).map(([key, each]) => [key, mapStrings(each, change)]);
  return Object.fromEntries(entries);
}

export function fillText(text: string, words: Words): string {
  return text.replace(wordPattern, (whole, word) => words[word as TemplateWord] ?? whole);
}

/** A priority that stands alone stays a number. Lines that an empty word leaves empty go. */
export function fill(template: Json, words: Words): Json {
  return mapStrings(template, (text) => {
    if (text === '{priority}') return Number(words.priority);
    return fillText(text, words)
      .replace(/\n{2,}/g, '\n')
      .trim();
  });
}

/** In an address each word is one part of a path or a query. A bot's token keeps its colon. */
export function fillAddress(address: string, words: Words): string {
  return address.replace(wordPattern, (whole, word) => {
    const value = words[word as TemplateWord];
    return value === undefined ? whole : encodeURIComponent(value).replaceAll('%3A', ':');
  });
}

/** Headers take printable ASCII. One that asks for a secret there is none of is left out. */
export function fillHeaders(
  headers: Readonly<Record<string, string>>,
  words: Words,
): Record<string, string> {
  const needed = Object.entries(headers).filter(
    ([, value]) => !(value.includes('{secret}') && words.secret === ''),
  );
  return Object.fromEntries(
    needed.map(([name, value]) => [name, fillText(value, words).replace(/[^\x20-\x7e]/g, '?')]),
  );
}
