// A process's work of searching: each search in a thread of its own, so that the main thread can end
// one that takes forever, and all of them when the view process is gone.
import { type RunningSearch, startSearch } from './search.ts';
import type { FromSearches, ToSearches } from './search-process.ts';

/** `entry`: the file that a search's thread runs. */
export function runSearches(entry: URL): void {
  const running = new Map<number, RunningSearch>();
  process.once('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    const told = message as ToSearches;
    const { search } = told;
    running.get(search)?.close();
    running.delete(search);
    if (told.type === 'close') return;
    const started = startSearch(entry, told.task, (batch) => {
      if (batch.done !== null) running.delete(search);
      const answer: FromSearches = { search, batch };
      if (process.connected) process.send?.(answer, undefined, undefined, () => {});
    });
    running.set(search, started);
  });
}
