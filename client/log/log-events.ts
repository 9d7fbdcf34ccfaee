// What happened in a run, by the lines it was read out of: marked beside the log, and gone to by "Next
// error". Asked for without the curves' points, once there is an event and when there is a newer one.
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { parseReport, type ReportEvent } from '../../server/protocol/watch-report.ts';
import { watchOf } from '../look/watch-words.ts';
import { useOutlive } from '../outlive.ts';

export type LogEvents = Signal<readonly ReportEvent[]>;

/** Told of often, and no news on a page of the log. */
const unmarked: readonly string[] = ['bell', 'commandEnd', 'notification', 'trainingEnd'];

/** An old log that is read for the first time is not through at once. */
const againMs = 1500;

/** Keeps them in `events`. */
export function useLogEvents(session: SessionSummary, events: LogEvents): void {
  const { api } = useOutlive();
  const { kind, line } = watchOf(session)?.lastEvent ?? {};
  useEffect(() => {
    if (kind === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      const answer = await api.get(`/api/sessions/${session.id}/watch?points=0`, parseReport);
      if (over || !answer.ok) return;
      events.value = answer.value.events.filter((event) => !unmarked.includes(event.kind));
      if (answer.value.read < 1) timer = setTimeout(() => void ask(), againMs);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [api, session.id, kind, line, events]);
}

/** Ascending, each once. */
export function linesOfTrouble(events: readonly ReportEvent[]): number[] {
  const lines = new Set(events.filter(({ serious }) => serious).map(({ line }) => line));
  return Array.from(lines).sort((a, b) => a - b);
}
