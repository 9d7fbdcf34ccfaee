// A session's curves as this page knows them: asked for once, and again while the session runs and the page
// is looked at, each time only what has changed.
import { type ReadonlySignal, signal } from '@preact/signals';
import { parseReport, type WatchReport } from '../../server/protocol/watch-report.ts';
import type { Api } from '../connection/api.ts';
import { mergeReport } from './merge.ts';

export interface CurvesReport {
  readonly known: ReadonlySignal<WatchReport | null>;
  /** Why nothing could be had. */
  readonly failure: ReadonlySignal<string | null>;
  /** Something may have changed. */
  refresh(): void;
  /** From now on with more points. */
  refine(): void;
  close(): void;
}

/** As many as the width of a phone shows; once somebody zooms, as many as there are. */
const usualPoints = 500;
const mostPoints = 2000;
/** No more often than this. */
const refreshMs = 1000;

export function followReport(api: Api, session: string): CurvesReport {
  const known = signal<WatchReport | null>(null);
  const failure = signal<string | null>(null);
  let points = usualPoints;
  /** What was told last; null: all is wanted. */
  let since: string | null = null;
  let state: 'idle' | 'asking' | 'waiting' | 'closed' = 'idle';
  let again = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask() {
    state = 'asking';
    again = false;
    const wanted = points;
    const changed = since === null ? '' : `&since=${encodeURIComponent(since)}`;
    const path = `/api/sessions/${session}/watch?points=${wanted}${changed}`;
    const answer = await api.get(path, parseReport);
    if (isClosed()) return;
    failure.value = answer.ok ? null : answer.message;
    // Points of another number do not go together.
    if (answer.ok && wanted === points) {
      known.value = mergeReport(since === null ? null : known.peek(), answer.value);
      since = answer.value.next;
    } else if (answer.ok) again = true;
    if (answer.ok && answer.value.read < 1) again = true;
    state = 'waiting';
    timer = setTimeout(rest, refreshMs);
  }
  function rest() {
    state = 'idle';
    if (again && document.visibilityState === 'visible') void ask();
  }
  const isClosed = () => state === 'closed';
  function refresh() {
    if (state === 'idle' && document.visibilityState === 'visible') void ask();
    else again = true;
  }
  const visible = () => {
    if (again) refresh();
  };
  document.addEventListener('visibilitychange', visible);
  void ask();
  return {
    ...{ known, failure, refresh },
    refine() {
      if (points === mostPoints) return;
      points = mostPoints;
      since = null;
      refresh();
    },
    close() {
      state = 'closed';
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', visible);
    },
  };
}
