// What a person has seen of a log on this device, and from where on it is new. A mark is a line
// number within an epoch; numbers of another epoch mean nothing any more.
import { fieldsOf } from '../connection/guards.ts';
import { type Kept, keptBySession } from './kept.ts';
import { isCount } from './log-messages.ts';

export interface SeenMark {
  readonly epoch: number;
  /** Lines below this number were on the screen, or above what was. */
  readonly line: number;
  /** When the log was last looked at, in ms since 1970. */
  readonly at: number;
}

/** Shorter absences are not worth a divider. */
export const awayMs = 60_000;

export interface Unseen {
  /** The first line that is new. */
  readonly line: number;
  readonly lines: number;
  readonly since: number;
}

/** What is new since `mark`, null if nothing is or nobody was away. */
export function unseenSince(
  mark: SeenMark | null,
  { epoch, lines, now }: { epoch: number; lines: number; now: number },
): Unseen | null {
  if (mark === null || mark.epoch !== epoch || mark.line >= lines || mark.line === 0) return null;
  if (now - mark.at < awayMs) return null;
  return { line: mark.line, lines: lines - mark.line, since: mark.at };
}

/** Nobody un-sees: a mark only moves on. */
export function laterMark(mark: SeenMark | null, seen: SeenMark): SeenMark {
  if (mark === null || mark.epoch !== seen.epoch) return seen;
  return { ...seen, line: Math.max(mark.line, seen.line) };
}

export function parseMark(value: unknown): SeenMark | null {
  const { epoch, line, at } = fieldsOf(value);
  return isCount(epoch) && isCount(line) && isCount(at) ? { epoch, line, at } : null;
}

export const keptMarks: Kept = keptBySession('log-seen', { sessions: 100, characters: 200 });
