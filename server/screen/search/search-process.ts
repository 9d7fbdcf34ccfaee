// The process that searches run in, as the view process sees it: started with the first search, ended
// when none is left. What searches hold and how long they take is nobody's verdict on a view.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LogMatches } from '../../protocol/log-view.ts';
import { runtime } from '../process/child.ts';
import type { SearchTask } from './worker.ts';

/** The argument that has the view process's file run searches. */
export const searchWord = 'search';

export type ToSearches =
  | { readonly type: 'start'; readonly search: number; readonly task: SearchTask }
  | { readonly type: 'close'; readonly search: number };

export interface FromSearches {
  readonly search: number;
  readonly batch: LogMatches;
}

/** A person who types a word begins a search with each letter. */
const idleMs = 5000;

export class SearchProcess {
  readonly #entry: URL;
  readonly #running = new Map<number, (batch: LogMatches) => void>();
  #process: ChildProcess | null = null;
  #idle: NodeJS.Timeout | undefined;
  #count = 0;

  /** `entry`: the file that the process runs. */
  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** The last batch sent has `done` set. Returns what ends it. */
  start(task: SearchTask, send: (batch: LogMatches) => void): () => void {
    const search = ++this.#count;
    this.#running.set(search, send);
    clearTimeout(this.#idle);
    this.#process ??= this.#spawn();
    this.#tell({ type: 'start', search, task });
    return () => {
      if (!this.#running.delete(search)) return;
      this.#tell({ type: 'close', search });
      this.#rest();
    };
  }

  #spawn(): ChildProcess {
    const child = fork(fileURLToPath(this.#entry), [searchWord], {
      serialization: 'advanced',
      execArgv: [],
      execPath: runtime(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message) => this.#take(message as FromSearches));
    child.on('error', () => this.#gone(child));
    child.once('exit', () => this.#gone(child));
    return child;
  }

  #tell(message: ToSearches): void {
    if (this.#process?.connected) this.#process.send(message, () => {});
  }

  #take({ search, batch }: FromSearches): void {
    const send = this.#running.get(search);
    if (batch.done !== null) this.#running.delete(search);
    send?.(batch);
    this.#rest();
  }

  /** Its searches are over, whatever ended it. */
  #gone(child: ChildProcess): void {
    if (child !== this.#process) return;
    this.#process = null;
    const sends = [...this.#running.values()];
    this.#running.clear();
    for (const send of sends) send({ matches: [], searchedTo: 0, done: 'time' });
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#running.size > 0) return;
    this.#idle = setTimeout(() => {
      const child = this.#process;
      this.#process = null;
      child?.kill('SIGKILL');
    }, idleMs).unref();
  }
}
