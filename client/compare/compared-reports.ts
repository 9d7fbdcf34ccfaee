// The curves of several sessions, one request each, one after the other answered as it comes.
import { type ReadonlySignal, signal } from '@preact/signals';
import { parseReport, type ReportSeries } from '../../server/protocol/watch-report.ts';
import type { Api } from '../connection/api.ts';

export interface ComparedReports {
  /** By session; one that could not be had is missing. */
  readonly known: ReadonlySignal<ReadonlyMap<string, readonly ReportSeries[]>>;
  readonly failures: ReadonlySignal<readonly string[]>;
  /** All have been asked once. */
  readonly settled: ReadonlySignal<boolean>;
  close(): void;
}

/** Enough for a figure that many curves share. */
const points = 400;
const againMs = 5000;
/** Requests under way at a time: a browser has six connections, and the page wants one. */
const atOnce = 4;

/** `goesOn`: whether a session may have more to tell. */
export function compareReports(
  api: Api,
  sessions: readonly string[],
  goesOn: (session: string) => boolean,
): ComparedReports {
  const known = signal<ReadonlyMap<string, readonly ReportSeries[]>>(new Map());
  const failures = signal<readonly string[]>([]);
  const settled = signal(false);
  /** Ended, and asked for since. */
  const told = new Set<string>();
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(id: string): Promise<string | null> {
    const over = !goesOn(id);
    const answer = await api.get(`/api/sessions/${id}/watch?points=${points}`, parseReport);
    if (closed) return null;
    if (!answer.ok) return answer.message;
    // Of an old log that is still being read, the rest comes next time.
    if (over && answer.value.read === 1) told.add(id);
    known.value = new Map(known.peek()).set(id, answer.value.series);
    return null;
  }
  async function askAll() {
    const left = sessions.filter((id) => !told.has(id));
    const reasons: string[] = [];
    const worker = async () => {
      for (let id = left.shift(); id !== undefined && !closed; id = left.shift()) {
        const failure = await ask(id);
        if (failure !== null && !reasons.includes(failure)) reasons.push(failure);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (closed) return;
    failures.value = reasons;
    settled.value = true;
    timer = setTimeout(rest, againMs);
  }
  const rest = () => {
    if (document.visibilityState === 'visible') void askAll();
    else timer = setTimeout(rest, againMs);
  };
  void askAll();
  return {
    ...{ known, failures, settled },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
