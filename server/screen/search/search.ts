// Starts a search's thread and ends it: when it is done, when nobody wants it any more, or when
// its time is up.
import { Worker } from 'node:worker_threads';
import type { LogMatches } from '../../protocol/log-view.ts';
import type { SearchTask } from './worker.ts';

export interface SearchLimits {
  /** A stretch of the log takes milliseconds, even where processors are short. */
  readonly stretchMs: number;
  readonly searchMs: number;
}

export const searchLimits: SearchLimits = { stretchMs: 10_000, searchMs: 60_000 };

export interface RunningSearch {
  close(): void;
}

/** `entry`: the file that runs the worker. The last batch sent has `done` set. */
export function startSearch(
  entry: URL,
  task: SearchTask,
  send: (batch: LogMatches) => void,
  { stretchMs, searchMs } = searchLimits,
): RunningSearch {
  let searchedTo = task.from;
  let counted: LogMatches['counted'];
  let over = false;
  const worker = new Worker(entry, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  const end = (done: LogMatches['done'] | null) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    clearTimeout(stretch);
    worker.terminate().catch(() => {});
    if (done !== null) send({ matches: [], searchedTo, done, ...(counted && { counted }) });
  };
  const timer = setTimeout(() => end('time'), searchMs);
  let stretch = setTimeout(() => end('time'), stretchMs);
  worker.on('message', (batch: LogMatches) => {
    if (over) return;
    const more = batch.matches.length > 0 || batch.counted?.total !== counted?.total;
    ({ searchedTo, counted } = batch);
    clearTimeout(stretch);
    stretch = setTimeout(() => end('time'), stretchMs);
    if (more || batch.done !== null) send(batch);
    if (batch.done !== null) end(null);
  });
  worker.on('error', () => end('time'));
  worker.on('exit', () => end('time'));
  return { close: () => end(null) };
}
