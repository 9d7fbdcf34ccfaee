// How a session's summary differs from what was told of it before: the list is told of changes, not
// of sessions, for a run that prints changes little of its card.
import type { SessionId } from './names.ts';
import type { SessionSummary } from './session.ts';

/** The fields that differ, all of them for a session that is new; null for one that is there no more. */
export type SessionChange = { readonly id: SessionId } & {
  readonly [Field in keyof SessionSummary]?: SessionSummary[Field] | null;
};

/** From the gateway, at most one a second unless a session has come, gone, begun or ended. */
export interface ListChanges {
  readonly changed: readonly SessionChange[];
  /** Ids of sessions that are gone. */
  readonly removed: readonly string[];
}

/** Null when nothing differs. `before`: null for a session that was not told yet. */
export function changeOf(before: SessionSummary | null, now: SessionSummary): SessionChange | null {
  if (before === null) return now;
  const fields = new Set([...Object.keys(before), ...Object.keys(now)]) as Set<
    keyof SessionSummary
  >;
  const differing = [...fields].filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]),
  );
  if (differing.length === 0) return null;
  const change = Object.fromEntries(differing.map((field) => [field, now[field] ?? null]));
  return { id: now.id, ...change };
}
