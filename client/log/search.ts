// One search through a log, from its question to its last match. The server looks; this listens.
import type { LogMatches, LogQuery } from '../../server/protocol/log-page.ts';
import { fieldsOf } from '../connection/guards.ts';
import type { Link } from '../connection/link.ts';
import { isCount, parseMatches } from './log-messages.ts';

export interface SearchParts {
  readonly link: Link;
  readonly view: number;
  readonly query: LogQuery;
  /** The line near which matches are told. */
  readonly around: number;
  found(part: LogMatches): void;
  /** It could not begin; in words. */
  failed(why: string): void;
}

/** Returns what ends it early. */
export function search({ link, view, query, around, found, failed }: SearchParts): () => void {
  let id: number | null = null;
  let over = false;
  /** Matches may overtake the answer that names their search. */
  let early: LogMatches[] = [];
  const end = link.on('log:matches', (message) => {
    const part = parseMatches(message);
    if (part === null) return;
    if (id === null) early.push(part);
    else if (part.search === id) take(part);
  });
  const stop = () => {
    if (over) return;
    over = true;
    end();
    if (id !== null) link.tell('log:stop-search', { search: id });
  };
  function take(part: LogMatches) {
    if (over) return;
    if (part.done) {
      over = true;
      end();
    }
    found(part);
  }
  void link.ask('log:search', { view, query, from: 0, around }, parseSearch).then((answer) => {
    if (over) return void (answer.ok && link.tell('log:stop-search', { search: answer.value }));
    if (!answer.ok) {
      stop();
      return failed(answer.message);
    }
    id = answer.value;
    for (const part of early) if (part.search === id) take(part);
    early = [];
  });
  return stop;
}

function parseSearch(answer: unknown): number | null {
  const { search } = fieldsOf(answer);
  return isCount(search) ? search : null;
}
