// The order of cards: what runs first, oldest on top so that cards keep their place; then what has
// ended, the latest on top.
import type { SessionSummary } from '../../server/protocol/session.ts';

export interface OrderedSessions {
  readonly going: readonly SessionSummary[];
  readonly ended: readonly SessionSummary[];
}

export function orderSessions(sessions: readonly SessionSummary[]): OrderedSessions {
  const going = sessions.filter(({ state }) => state !== 'ended');
  const ended = sessions.filter(({ state }) => state === 'ended');
  return {
    going: going.sort((a, b) => compare(a.created, b.created) || compare(a.id, b.id)),
    ended: ended.sort((a, b) => compare(endOf(b), endOf(a)) || compare(a.id, b.id)),
  };
}

/** ISO times sort as text. */
function endOf({ endedAt, created }: SessionSummary): string {
  return endedAt ?? created;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
