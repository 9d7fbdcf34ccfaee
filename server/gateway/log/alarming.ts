// Which lines are counted as errors and warnings. What an error looks like is the search's to say.
import type { LogQuery } from '../../protocol/log-view.ts';
import { errorPattern } from '../../screen/search/pattern.ts';

const warning = String.raw`\bwarn(?:ing)?s?\b`;
const warningPattern = new RegExp(warning, 'i');

/** In lower case, so that case does not count. */
export const warningQuery: LogQuery = { text: warning, regex: true };

export function looksLikeError(text: string): boolean {
  return text.search(errorPattern.regex) >= 0;
}

export function looksLikeWarning(text: string): boolean {
  return warningPattern.test(text);
}
