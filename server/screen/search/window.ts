// Of all matches of a search, those around a place, and how many there are in all: what a page shows
// of a word that is in every line. It does not know how matches are found.
import type { LogMatch, LogMatches } from '../../protocol/log-view.ts';

/** Passes on at most `most` matches up to line `place` and as many behind it; counts the others. */
export function around(
  place: number,
  most: number,
  send: (batch: LogMatches) => void,
): (batch: LogMatches) => void {
  let above: LogMatch[] = [];
  let [skipped, total, below] = [0, 0, 0];
  let passed = false;
  return ({ matches, searchedTo, done }) => {
    total += matches.length;
    const here: LogMatch[] = [];
    for (const match of matches) {
      if (match.line <= place) above.push(match);
      else if (below++ < most) here.push(match);
    }
    skipped += Math.max(0, above.length - most);
    above = above.slice(-most);
    passed ||= searchedTo > place || done !== null;
    const told = passed ? [...above, ...here] : here;
    if (passed) above = [];
    send({ matches: told, searchedTo, done, counted: { skipped, total } });
  };
}
