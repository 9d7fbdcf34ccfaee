// The thread that a search runs in: a regular expression can take forever, and a thread can be ended.
import { parentPort, workerData } from 'node:worker_threads';
import type { LogMatches, LogQuery } from '../../protocol/log-view.ts';
import { compile, errorPattern } from './pattern.ts';
import { type Scan, scan } from './scan.ts';
import { around } from './window.ts';

export interface SearchTask extends Scan {
  /** Null: lines that say something went wrong. */
  readonly query: LogQuery | null;
  /** The line whose neighbours are told, the others only being counted; null: all are told. */
  readonly around: { readonly line: number; readonly most: number } | null;
}

export async function runSearchWorker(): Promise<void> {
  const task = workerData as SearchTask;
  const send = (batch: LogMatches) => parentPort?.postMessage(batch);
  const pattern = task.query === null ? errorPattern : compile(task.query);
  if (pattern === null) send({ matches: [], searchedTo: task.from, done: 'bad-pattern' });
  else
    await scan(
      task,
      pattern,
      task.around ? around(task.around.line, task.around.most, send) : send,
    );
}
