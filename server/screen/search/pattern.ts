// What a search looks for in a transcript's files, and the words that tell errors and warnings.
import type { LogQuery } from '../../protocol/log-view.ts';
import { endsInBlank, isCaseless, searchPattern } from '../../protocol/search-pattern.ts';

export interface Pattern {
  /** Global, never sticky. */
  readonly regex: RegExp;
  /** The text itself, when it is searched for as it stands: no regular expression is needed then. */
  readonly literal: string | null;
  /** Every line is to be tried by itself: lines lie beside their styles, so `$` is not where they end. */
  readonly byLine: boolean;
}

/** Null when the regular expression is none. */
export function compile(query: LogQuery): Pattern | null {
  const regex = searchPattern(query);
  if (regex === null) return null;
  const { text } = query;
  const byLine = query.regex ? /[$\\^]/.test(text) : endsInBlank(text);
  return { regex, literal: query.regex || byLine || isCaseless(query) ? null : text, byLine };
}

/** In lower case, so that case does not count. */
export const warningQuery: LogQuery = { text: String.raw`\bwarn(?:ing)?s?\b`, regex: true };

/**
 * Lines that say something went wrong, in the words of Python, CUDA, the shell and the kernel. Nothing
 * in it matches a line's end: it is tried on many lines at once.
 */
const blanks = String.raw`[^\S\n]`;
export const errorPattern: Pattern = {
  literal: null,
  byLine: false,
  regex: new RegExp(
    [
      String.raw`Traceback \(most recent call last\)`,
      String.raw`\b[A-Za-z]*(?:Error|Exception)\b(?!${blanks}*(?:[=:]${blanks}*)?0\b)`,
      String.raw`\bCUDA out of memory|\bOutOfMemory|\boom-kill|\bOut of memory`,
      String.raw`\bloss[^\w\n]{1,3}(?:nan|-?inf)\b|\bnan loss`,
      String.raw`^Killed\b|\bSegmentation fault|\bcore dumped|\bsegfault\b|\bAborted\b|\bBus error`,
      String.raw`\bFATAL\b|\bCRITICAL\b|\bERROR\b|^E${blanks}{2,}|\berror:|^panic:|\bNCCL (?:WARN|error)`,
    ].join('|'),
    'gmu',
  ),
};

/** A line without the styles behind it, see transcript/encode.ts. */
export function plainPart(line: string): string {
  const nul = line.indexOf('\0');
  return nul < 0 ? line : line.slice(0, nul);
}
