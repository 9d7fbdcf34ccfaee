// What a view process keeps telling of a session until it is told to stop: the log's end as it
// changes, or the matches of a search as they are found.
import { plainLine } from '../../protocol/log-view.ts';
import { Tail } from '../log-view/tail.ts';
import type { SearchProcess } from '../search/search-process.ts';
import type { Opened } from './answer.ts';
import type { StreamEvent, Subject } from './messages.ts';

export interface Stream {
  /** Settles when what is being read has been; null while nothing is. */
  readonly busy: Promise<void> | null;
  /** The session has got on. */
  changed(): void;
  close(): void;
}

const anyWidth = 1000;

export function openStream(
  subject: Subject,
  { follower, log, searches }: Opened & { readonly searches: SearchProcess },
  send: (event: StreamEvent) => void,
): Stream {
  if (subject.kind === 'tail') return new Tail(log, subject.request, send);
  const open = log.open(anyWidth).lines.map(plainLine);
  const { directory, endLine } = follower.lines;
  const task = { ...subject.search, directory, to: endLine, open };
  const search = follower.lines.flush().then(() => searches.start(task, send));
  // A disk that takes nothing ends the search: what it has not got cannot be looked through.
  search.catch(() => send({ matches: [], searchedTo: 0, done: 'time' }));
  const close = () => {
    search.then(
      (end) => end(),
      () => {},
    );
  };
  return { busy: null, changed: () => {}, close };
}
