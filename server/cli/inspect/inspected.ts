// Goes through output as it arrived, and notes what the list would have said at each moment.
import { WatchedOutput } from '../../screen/rows/watch-output.ts';
import type { Entry } from '../../watch/entries.ts';
import { progressOf } from '../../watch/progress.ts';
import { questionIn } from '../../watch/question.ts';
import { reduce } from '../../watch/reduce.ts';
import { patienceMs, quietAt } from '../../watch/silence.ts';
import { emptyState, type WatchState } from '../../watch/state.ts';
import { type Alert, alertsOf } from '../../watch/verdict.ts';
import type { Read } from './timing.ts';

export interface Output {
  readonly bytes: Uint8Array;
  /** Null: nobody knows when what came. */
  readonly reads: readonly Read[] | null;
  readonly cols: number;
  readonly rows: number;
  readonly exit: number | null;
}

export interface Shown {
  readonly afterByte: number;
  readonly scope: string;
  readonly done: number | null;
  readonly total: number | null;
  readonly fraction: number | null;
  readonly eta: number | null;
}

export interface Inspected {
  readonly state: WatchState;
  readonly progress: readonly Shown[];
  /** What the person at the terminal is asked, as the last row looks. */
  readonly question: string | null;
  readonly alerts: readonly (Omit<Alert, 'offset' | 'time'> & {
    readonly afterByte: number;
    readonly atMs: number | null;
  })[];
}

/** Fed at once at most. */
const maxChunk = 16 * 1024;

export function inspect(output: Output): Inspected {
  const inspection = new Inspection(output);
  for (const read of output.reads ?? [{ atMs: null, bytes: output.bytes.length }])
    inspection.read(read);
  return inspection.end();
}

class Inspection {
  readonly #output: Output;
  readonly #watched: WatchedOutput;
  readonly #state = emptyState();
  readonly #progress: Shown[] = [];
  readonly #shown = new Map<string, string>();
  readonly #stalls: Alert[] = [];
  #offset = 0;
  #time: number | null = null;

  constructor(output: Output) {
    this.#output = output;
    this.#watched = new WatchedOutput(output);
    this.#note(0);
  }

  read({ atMs, bytes }: { readonly atMs: number | null; readonly bytes: number }): void {
    if (atMs !== null) this.#wait(atMs);
    this.#time = atMs;
    const end = Math.min(this.#output.bytes.length, this.#offset + bytes);
    while (this.#offset < end) {
      const to = Math.min(end, this.#offset + maxChunk);
      this.#take(this.#watched.take(this.#output.bytes.subarray(this.#offset, to), atMs));
      this.#offset = to;
    }
  }

  end(): Inspected {
    const { exit } = this.#output;
    const question = exit === null ? questionIn(this.#watched.waiting) : null;
    this.#take(this.#watched.end());
    const ended = exit === null ? null : { exit, offset: this.#offset, time: this.#time };
    const alerts = [...alertsOf(this.#state, ended, this.#time), ...this.#stalls].sort(
      (a, b) => a.offset - b.offset,
    );
    return {
      state: this.#state,
      progress: this.#progress,
      question,
      alerts: alerts.map(({ offset, time, ...alert }) => ({
        ...alert,
        afterByte: offset,
        atMs: time,
      })),
    };
  }

  #take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      reduce(this.#state, [entry]);
      this.#note(entry.offset);
    }
  }

  /** An entry whenever what is shown of a scope changes. */
  #note(afterByte: number): void {
    for (const { scope, done, total, fraction, eta } of progressOf(this.#state)) {
      const shown = {
        scope,
        done,
        total,
        fraction,
        eta: eta === null ? null : Math.round(eta * 10) / 10,
      };
      const key = JSON.stringify(shown);
      if (this.#shown.get(scope) === key) continue;
      this.#shown.set(scope, key);
      this.#progress.push({ afterByte, ...shown });
    }
  }

  /** Silence until `now`, with nothing at work. */
  #wait(now: number): void {
    const quiet = quietAt(this.#state, now, true);
    const patience = patienceMs(this.#state);
    if (quiet?.stalled !== true || patience === null) return;
    const time = quiet.since + patience;
    const { line } = this.#state.last;
    const offset = this.#offset;
    const text = `nothing new for ${Math.round(patience / 1000)} s`;
    this.#stalls.push({
      kinds: ['stall'],
      severity: 'warning',
      push: true,
      text,
      offset,
      line,
      time,
    });
  }
}
