// Arrival times across a resize, which moves rows: they go with the lines.
import type { RowLines } from './row-lines.ts';

/** Arrival times of the lines that have not settled, `next` being the first one's row. */
export function lineTimes(rows: RowLines, next: number): (number | null)[] {
  const times: (number | null)[] = [];
  rows.each(next, rows.lastUsed(next), ({ time }) => times.push(time));
  return times;
}

/** The same times for where the lines are now, the last ones for the last: rows counted from the session's first. */
export function notesOf(
  rows: RowLines,
  { times, next, dropped }: { times: readonly (number | null)[]; next: number; dropped: number },
): [row: number, time: number][] {
  const { lines } = rows.buffer;
  const starts: number[] = [];
  const end = rows.lastUsed(next);
  for (let row = next; row < end; row++) {
    if (row === next || !lines.get(row)?.isWrapped) starts.push(row);
  }
  const notes: [number, number][] = [];
  times.toReversed().forEach((time, back) => {
    const row = starts.at(-1 - back);
    if (row !== undefined && time !== null) notes.unshift([dropped + row, time]);
  });
  return notes;
}
