// Ticks at the log's edge, where in all of it something happened: what went wrong in red, and over the rest.
import type { LogShape } from '../../server/protocol/log-page.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type LogEvents, useLogEvents } from './log-events.ts';

export function EventTicks({
  session,
  shape,
  events,
}: {
  session: SessionSummary;
  shape: LogShape;
  events: LogEvents;
}) {
  useLogEvents(session, events);
  const { first, lines } = shape;
  const placed = events.value
    .filter(({ line }) => line >= first)
    .sort((a, b) => Number(a.serious) - Number(b.serious));
  return (
    <div class="event-ticks" aria-hidden="true">
      {placed.map(({ line, kind, serious }) => (
        <span
          key={`${kind} ${line}`}
          class={serious ? 'event-tick serious' : 'event-tick'}
          style={{ top: `${partOf(line, { first, lines }) * 100}%` }}
        />
      ))}
    </div>
  );
}

function partOf(line: number, { first, lines }: Pick<LogShape, 'first' | 'lines'>): number {
  return Math.min(1, (line - first) / Math.max(1, lines - first));
}
