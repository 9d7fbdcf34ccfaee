// The order of cards, by what needs somebody: what failed and was not looked at, the latest on top; what
// waits for input; what stalls; what runs, oldest on top so that cards keep their place; then what has
// ended, the latest on top.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { stateTone } from '../look/state.ts';
import { attentionOf } from '../look/watch-words.ts';

export interface OrderedSessions {
  /** Of what has ended only what is new and failed. */
  readonly going: readonly SessionSummary[];
  readonly ended: readonly SessionSummary[];
}

/** An older failure is no news, looked at or not. */
const newForMs = 24 * 3600 * 1000;

/** A failure that this device has not been shown the session's page of. */
export function isNewFailure(
  session: SessionSummary,
  { looked, now }: { looked: ReadonlySet<string>; now: number },
): boolean {
  if (session.state !== 'ended' || stateTone(session) !== 'fail') return false;
  return now - Date.parse(endOf(session)) < newForMs && !looked.has(session.id);
}

export function orderSessions(
  sessions: readonly SessionSummary[],
  seen: { looked: ReadonlySet<string>; now: number },
): OrderedSessions {
  const failed = sessions.filter((session) => isNewFailure(session, seen));
  const ended = sessions.filter(({ state }) => state === 'ended');
  const going = sessions.filter(({ state }) => state !== 'ended');
  const ranks = new Map(going.map((session) => [session, rankOf(session)]));
  const rank = (session: SessionSummary) => ranks.get(session) ?? 0;
  going.sort((a, b) => rank(a) - rank(b) || compare(a.created, b.created) || compare(a.id, b.id));
  const latestFirst = (a: SessionSummary, b: SessionSummary) =>
    compare(endOf(b), endOf(a)) || compare(a.id, b.id);
  return {
    going: failed.sort(latestFirst).concat(going),
    ended: ended.filter((session) => !failed.includes(session)).sort(latestFirst),
  };
}

function rankOf(session: SessionSummary): number {
  const attention = attentionOf(session);
  return attention === 'input' ? 0 : attention === 'stalled' ? 1 : 2;
}

/** ISO times sort as text. */
function endOf({ endedAt, created }: SessionSummary): string {
  return endedAt ?? created;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
