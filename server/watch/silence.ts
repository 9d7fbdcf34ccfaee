// Whether silence means something: measured by the session's own rhythm. Knows the time only as it
// is told.
import type { WatchState } from './state.ts';

const [maxIntervals, fewReports] = [64, 5];
const [leastMs, intervals, pauses] = [60_000, 10, 3];

/** A row came that said something new. */
export function noteReport(state: WatchState, time: number | null): void {
  if (time === null) return;
  const { rhythm } = state;
  if (rhythm.last !== null && time > rhythm.last) {
    const interval = time - rhythm.last;
    // The first ones are of getting going: compiling, loading.
    if (rhythm.reports >= 2) {
      rhythm.longest = Math.max(rhythm.longest, interval);
      rhythm.intervals.push(interval);
      if (rhythm.intervals.length > maxIntervals) rhythm.intervals.shift();
    }
  }
  rhythm.last = time;
  rhythm.reports++;
}

/** How long silence may last before it is one: null while there is no rhythm. */
export function patienceMs(state: WatchState): number | null {
  const { rhythm } = state;
  if (rhythm.reports < fewReports || rhythm.intervals.length === 0) return null;
  const sorted = [...rhythm.intervals].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  return Math.max(leastMs, intervals * median, pauses * rhythm.longest);
}

export interface Quiet {
  /** When something new was last told. */
  readonly since: number;
  readonly stalled: boolean;
}

/**
 * Null when it is not quiet, or silence says nothing here (a shell at its prompt, a server).
 * `isIdle`: neither the processors nor the GPUs of the session have work.
 */
export function quietAt(state: WatchState, now: number, isIdle: boolean): Quiet | null {
  const { last } = state.rhythm;
  const patience = patienceMs(state);
  const atPrompt = state.shell.at !== null && state.shell.at !== 'output';
  if (last === null || patience === null || atPrompt || now - last < leastMs) return null;
  return { since: last, stalled: isIdle && isRun(state) && now - last >= patience };
}

/** A run moves on by itself: it counts. What only answers others may be silent. */
export function isRun(state: WatchState): boolean {
  return state.step !== null || state.tracks.some(({ kind, moves }) => kind === 'run' && moves > 2);
}
