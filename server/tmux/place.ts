// Where in tmux an adopted pane is now, as its host saw it last: sessions are renamed and panes
// moved. Kept in place.json beside the session's spec.
import type { Pane } from './pane.ts';

export interface TmuxPlace {
  /** The tmux session's name. */
  readonly session: string;
  /** `work:1.0`, or `work` where that is enough: what tmux attach -t takes. */
  readonly target: string;
}

export const placeFile = 'place.json';

export function placeOf(pane: Pane): TmuxPlace {
  const { session, window, index, sessionPanes } = pane;
  return { session, target: sessionPanes === 1 ? session : `${session}:${window}.${index}` };
}

/** A place read from JSON, else null. */
export function parsePlace(value: unknown): TmuxPlace | null {
  if (typeof value !== 'object' || value === null) return null;
  const { session, target } = value as Record<string, unknown>;
  return typeof session === 'string' && typeof target === 'string' ? { session, target } : null;
}
