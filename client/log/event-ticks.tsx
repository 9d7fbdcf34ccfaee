// Ticks at the log's edge, where in all of it something happened: what went wrong in red, and over the rest.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type LogEvents, useLogEvents } from './log-events.ts';

export function EventTicks({
  session,
  first,
  lines,
  events,
}: {
  session: SessionSummary;
  /** The first line that is left, and how many there are with those of the screen. */
  first: number;
  lines: number;
  events: LogEvents;
}) {
  useLogEvents(session, events);
  const placed = events.value
    .filter(({ line }) => line >= first)
    .sort((a, b) => Number(a.serious) - Number(b.serious));
  return (
    <div class="event-ticks" aria-hidden="true">
      {placed.map(({ line, kind, serious }) => (
        <span
          key={`${kind} ${line}`}
          class={serious ? 'event-tick serious' : 'event-tick'}
          style={{ top: `${partOf(line - first, lines - first) * 100}%` }}
        />
      ))}
    </div>
  );
}

function partOf(above: number, all: number): number {
  return Math.min(1, above / Math.max(1, all));
}
