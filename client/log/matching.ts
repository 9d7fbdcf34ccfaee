// Where a query matches inside a line: what the server found by line is marked by character here.
import type { LogQuery } from '../../server/protocol/log-page.ts';
import type { FindIn, TextRange } from './finding.ts';

/** A line's marks beyond these are not worth their nodes. */
const mostMarks = 200;
const none: FindIn = () => [];

/** Case counts only if the query has an upper case letter, as on the server. */
export function matcherOf({ kind, text }: LogQuery): FindIn {
  if (kind !== 'text' && kind !== 'regex') return none;
  if (text === '') return none;
  const source = kind === 'regex' ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  try {
    const pattern = new RegExp(source, /\p{Lu}/u.test(letters(text, kind)) ? 'g' : 'gi');
    return (line) => ranges(line, pattern);
  } catch {
    return none;
  }
}

/** A pattern's classes, such as \S, have upper case letters that are none of the person's. */
function letters(text: string, kind: LogQuery['kind']): string {
  return kind === 'regex' ? text.replace(/\\./gs, '') : text;
}

function ranges(line: string, pattern: RegExp): TextRange[] {
  const found: TextRange[] = [];
  for (const match of line.matchAll(pattern)) {
    if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
    if (found.length >= mostMarks) break;
  }
  return found;
}
