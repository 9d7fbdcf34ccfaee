// The cap on all sessions' logs together. Each host keeps to its own session's cap; this one is
// kept by whoever starts sessions, and takes from logs that nobody writes any more.
import { stat } from 'node:fs/promises';
import { totalBytes } from './limits.ts';
import { removeSegment } from './segment-writer.ts';
import { listSegments, logPath, timelinePath } from './segments.ts';

export interface EndedLog {
  /** The session's `output` folder. */
  readonly directory: string;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

interface Segment {
  readonly directory: string;
  readonly from: number;
  readonly bytes: number;
}

/**
 * Removes raw segments of ended sessions, the longest ended first, until all logs fit `capBytes`.
 * The first and the newest segment of each stay. Returns the bytes removed.
 */
export async function keepTotal(
  running: readonly string[],
  ended: readonly EndedLog[],
  capBytes = totalBytes,
): Promise<number> {
  const oldestFirst = [...ended].sort((a, b) => a.endedAt - b.endedAt);
  const logs = await Promise.all(oldestFirst.map(({ directory }) => segmentsOf(directory)));
  const inUse = (await Promise.all(running.map(segmentsOf))).flat();
  let excess = sum([...inUse, ...logs.flat()]) - capBytes;
  let removed = 0;
  for (const segment of logs.flatMap((segments) => segments.slice(1, -1))) {
    if (excess <= 0) break;
    await removeSegment(segment.directory, segment.from);
    excess -= segment.bytes;
    removed += segment.bytes;
  }
  return removed;
}

async function segmentsOf(directory: string): Promise<Segment[]> {
  const offsets = await listSegments(directory);
  return Promise.all(
    offsets.map(async (from) => {
      const sizes = await Promise.all(
        [logPath(directory, from), timelinePath(directory, from)].map(sizeOf),
      );
      return { directory, from, bytes: sizes.reduce((a, b) => a + b, 0) };
    }),
  );
}

/** 0 for a file that has just gone. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

function sum(segments: readonly Segment[]): number {
  return segments.reduce((total, segment) => total + segment.bytes, 0);
}
