// One view process as its parent sees it: started, watched, killed when it hangs or bloats.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { processesAreShort } from '../../sessions/process-limit.ts';
import type { FromView, ToView } from './messages.ts';
import { closeProgressFile, openProgressFile, type Progress, readProgress } from './progress.ts';
import { vitalSigns } from './vital-signs.ts';
import { defaultWatchdogLimits, Watchdog, type WatchdogLimits } from './watchdog.ts';

export interface ViewChildEvents {
  message(message: FromView): void;
  /** It is gone. `slice`: what it was feeding then; `certain`: that was what it choked on. */
  gone(slice: Progress['slice'], certain: boolean): void;
  /** It runs. */
  started?(): void;
  /** It could not be started, or ended before it ran. */
  failed(why: NodeJS.ErrnoException): void;
}

export interface ViewChildOptions {
  readonly entry?: string;
  readonly limits?: WatchdogLimits;
  readonly lookEveryMs?: number;
}

export class ViewChild {
  readonly #process: ChildProcess | null;
  #progressFd: number | null = null;
  readonly #watchdog: Watchdog;
  readonly #lookEveryMs: number;
  readonly #events: ViewChildEvents;
  #watching: NodeJS.Timeout | null = null;
  #certain: Progress['slice'] = null;
  #closed = false;
  #begun = false;
  /** By the watchdog. */
  #killed = false;
  #sent = 0;

  constructor(events: ViewChildEvents, options: ViewChildOptions) {
    this.#events = events;
    this.#lookEveryMs = options.lookEveryMs ?? 250;
    this.#watchdog = new Watchdog(options.limits ?? defaultWatchdogLimits);
    this.#process = this.#start(options.entry ?? viewEntry());
    this.#watch();
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** `sent` is called once the message has left this process. */
  send(message: ToView, sent: () => void = () => {}): void {
    if (!this.#process?.connected) return;
    this.#sent++;
    this.#process.send(message, () => sent());
    this.#watch();
  }

  /** Ends the process, without word to `events`. */
  close(): void {
    this.#closed = true;
    this.#process?.kill('SIGKILL');
  }

  /** Null when nothing could be started: `failed` tells, as when the system says so later. */
  #start(entry: string): ChildProcess | null {
    try {
      const progressFd = openProgressFile();
      this.#progressFd = progressFd;
      const child = fork(entry, [], {
        serialization: 'advanced',
        // A session of its own: where the kernel gives each its share of the processor (autogroup in
        // sched(7)), the gateway's is for echoes, and a crowded machine leaves the log a whole one.
        detached: true,
        execArgv: [],
        execPath: runtime(),
        stdio: ['ignore', 'ignore', 'inherit', 'ipc', progressFd],
      });
      child.on('message', (message) => this.#events.message(message as FromView));
      child.on('error', (error) => {
        // One that runs ends by itself, and says so.
        if (child.pid === undefined) this.#failed(error);
      });
      child.once('exit', (code, signal) => this.#gone(code, signal));
      return child;
    } catch (error) {
      setImmediate(() => this.#failed(error as NodeJS.ErrnoException));
      return null;
    }
  }

  #gone(exitCode: number | null, signal: NodeJS.Signals | null): void {
    // What it did last may not have been looked at.
    if (this.#progressFd !== null) this.#begins(readProgress(this.#progressFd));
    const fromOutside = !this.#killed && (signal === 'SIGKILL' || signal === 'SIGTERM');
    // With its first work it starts more threads, and may meet the limit only then.
    if (!fromOutside && (!this.#begun || processesAreShort())) {
      this.#failed(whyItNeverRan(signal ?? `exit ${exitCode}`));
      return;
    }
    const slice = this.#lastSlice();
    if (!this.#closed) this.#events.gone(this.#certain ?? slice, this.#certain !== null);
  }

  #begins({ begun }: Progress): void {
    if (this.#begun || !begun) return;
    this.#begun = true;
    if (!this.#closed) this.#events.started?.();
  }

  #failed(why: NodeJS.ErrnoException): void {
    this.#lastSlice();
    if (this.#closed) return;
    this.#closed = true;
    this.#events.failed(why);
  }

  /** What it was feeding; nothing of it is held any more. */
  #lastSlice(): Progress['slice'] {
    this.#unwatch();
    if (this.#progressFd === null) return null;
    const { slice } = readProgress(this.#progressFd);
    closeProgressFile(this.#progressFd);
    this.#progressFd = null;
    return slice;
  }

  #watch(): void {
    if (this.#watching !== null) return;
    this.#watchdog.begin();
    this.#watching = setInterval(() => this.#look(), this.#lookEveryMs).unref();
  }

  #unwatch(): void {
    if (this.#watching !== null) clearInterval(this.#watching);
    this.#watching = null;
  }

  #look(): void {
    const { pid } = this;
    if (pid === undefined || this.#progressFd === null) return;
    const progress = readProgress(this.#progressFd);
    this.#begins(progress);
    const verdict = this.#watchdog.look(progress, vitalSigns(pid), performance.now());
    if (verdict.kind !== 'well') {
      this.#certain = verdict.slice;
      this.#killed = true;
      this.#process?.kill('SIGKILL');
      this.#unwatch();
    }
    // A slow machine may take its time to start it, or a slow disk to read: only when it is through
    // with all that it was told is there nothing to watch until the next message.
    const idle = progress.slice === null && progress.done === this.#sent >>> 0;
    if (idle && this.#begun) this.#unwatch();
  }
}

/** Node aborts where it gets too few threads, and stands still where it gets some. */
function whyItNeverRan(how: string): NodeJS.ErrnoException {
  const error = new Error(`the process that reads them ended before it ran (${how})`);
  return processesAreShort() ? Object.assign(error, { code: 'EAGAIN', syscall: 'spawn' }) : error;
}

/** This very Node, also when an upgrade has removed its file, or put another in its place. */
export function runtime(): string {
  const own = '/proc/self/exe';
  return process.platform !== 'linux' || isSameFile(process.execPath, own) ? process.execPath : own;
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a?.ino === b?.ino && a?.dev === b?.dev;
}

/** dist/server/screen/main.js, beside whichever bundle this is part of. */
function viewEntry(): string {
  const beside = fileURLToPath(new URL('../screen/main.js', import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL('../../../dist/server/screen/main.js', import.meta.url));
}
