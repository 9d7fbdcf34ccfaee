// Where a query matches inside a line: what the server found by line is marked by character here.
import type { LogQuery } from '../../server/protocol/log-page.ts';
import { searchPattern } from '../../server/protocol/search-pattern.ts';
import type { FindIn, TextRange } from './finding.ts';

/** A line's marks beyond these are not worth their nodes. */
const mostMarks = 200;
const none: FindIn = () => [];

export function matcherOf({ kind, text }: LogQuery): FindIn {
  if ((kind !== 'text' && kind !== 'regex') || text === '') return none;
  const pattern = searchPattern({ text, regex: kind === 'regex' });
  return pattern === null ? none : (line) => ranges(line, pattern);
}

function ranges(line: string, pattern: RegExp): TextRange[] {
  const found: TextRange[] = [];
  for (const match of line.matchAll(pattern)) {
    if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
    if (found.length >= mostMarks) break;
  }
  return found;
}
