// Keeps all logs of this machine together within their cap, on behalf of whoever starts sessions.
// The log knows what to take; this only tells it which sessions have ended.
import { defaultLimits, totalBytes } from '../log/limits.ts';
import { listSegments } from '../log/segments.ts';
import { derivedBytes, keepTotal } from '../log/total.ts';
import type { SessionEntry } from './session-directory.ts';

/** `sessions` are this machine's. Returns the bytes removed. */
export async function keepTotalLogs(
  sessions: readonly SessionEntry[],
  capBytes = totalBytes,
): Promise<number> {
  if (await mayFit(sessions, capBytes)) return 0;
  const running = sessions.filter(({ state }) => state.kind !== 'ended');
  const ended = sessions.flatMap(({ outputDir, spec, state }) =>
    state.kind === 'ended'
      ? [{ directory: outputDir, endedAt: Date.parse(state.endedAt ?? spec.created) }]
      : [],
  );
  return keepTotal(
    running.map(({ outputDir }) => outputDir),
    ended,
    capBytes,
  );
}

/** Counting segments is a glance at each folder; asking each of its files would slow every launch. What was derived takes few. */
async function mayFit(sessions: readonly SessionEntry[], capBytes: number): Promise<boolean> {
  const most = defaultLimits.segmentBytes + defaultLimits.timelineBytes;
  const counts = await Promise.all(
    sessions.map(async ({ outputDir }) => (await listSegments(outputDir)).length),
  );
  const raw = counts.reduce((sum, count) => sum + count, 0) * most;
  if (raw > capBytes) return false;
  const derived = await Promise.all(sessions.map(({ outputDir }) => derivedBytes(outputDir)));
  return raw + derived.reduce((sum, bytes) => sum + bytes, 0) <= capBytes;
}
