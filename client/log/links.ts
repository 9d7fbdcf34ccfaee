// The web addresses of a line: those a program made links of, and those that its text holds. Only http
// and https: nothing else is ever opened from output.
import type { LogLink } from '../../server/protocol/log-page.ts';

export interface FoundLink {
  /** In UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly url: string;
}

const address = /https?:\/\/[^\s<>"'`\u0000-\u001f\u202a-\u202e\u2066-\u2069│┃]+/gi;
const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A program's own links come first: text that looks like an address within one leads where that does. */
export function linksOf(text: string, made: readonly LogLink[] = []): FoundLink[] {
  const found = findLinks(text);
  if (made.length === 0) return found;
  const own = made.map(([start, length, url]) => ({ start, end: start + length, url }));
  const free = found.filter(({ start, end }) => !own.some((a) => a.start < end && start < a.end));
  return [...own, ...free].sort((a, b) => a.start - b.start);
}

export function findLinks(text: string): FoundLink[] {
  if (!text.includes('://')) return [];
  const found: FoundLink[] = [];
  for (const { 0: match, index } of text.matchAll(address)) {
    const url = withoutTrail(match);
    if (asAsked(url) !== null) found.push({ start: index, end: index + url.length, url });
  }
  return found;
}

/** Without the punctuation of the sentence around it; a bracket stays if it was opened inside. */
function withoutTrail(match: string): string {
  /** More closed than opened, of each kind of bracket, in what is left. */
  const stray: Record<string, number> = {};
  for (const character of match) {
    const closed = closers[character] === undefined ? closerOf[character] : character;
    if (closed !== undefined)
      stray[closed] = (stray[closed] ?? 0) + (closed === character ? 1 : -1);
  }
  let end = match.length;
  for (; end > 0; end--) {
    const last = match[end - 1] ?? '';
    const isStray = (stray[last] ?? 0) > 0;
    if (isStray) stray[last] = (stray[last] ?? 0) - 1;
    else if (!'.,;:!?*'.includes(last)) break;
  }
  return match.slice(0, end);
}

/** An address as the browser asks for it: no letter in it can pass for another one. Null if there is none. */
export function asAsked(url: string): string | null {
  try {
    const { hostname, href } = new URL(url);
    return hostname === '' ? null : href;
  } catch {
    return null;
  }
}
