// How far a session's output is there without a gap, from an offset on.
import { stat } from 'node:fs/promises';
import { listSegments, logPath } from './segments.ts';

/** The offset of the first byte behind `from` that is not there: a gap, or the end. */
export async function bytesWithoutGap(directory: string, from: number): Promise<number> {
  let end = from;
  for (const first of await listSegments(directory)) {
    if (first > end) break;
    const size = await stat(logPath(directory, first)).then(
      (found) => found.size,
      () => 0,
    );
    end = Math.max(end, first + size);
  }
  return end;
}
