// The lines of a log that there are now, all or the last ones, whatever a program goes on to write meanwhile.
import type { LogLine } from '../protocol/log-view.ts';
import { lastOf } from './log-view/read-lines.ts';
import { type LineRange, SettledLog, type StartingPoint, startingPoint } from './settled-log.ts';

/** So many lines are held; of more the log is read twice. */
const maxHeld = 20_000;

/** Gives the lines that there are now out in order, in batches: the settled ones, then those on the screen. */
export async function* settledLines(range: LineRange): AsyncGenerator<LogLine[]> {
  const { last } = range;
  const start = await startingPoint(range);
  if (last === undefined) yield* linesFrom(start, range);
  else if (last <= maxHeld) yield await lastLines(linesFrom(start, range), last);
  else {
    let count = 0;
    for await (const lines of linesFrom(start, range)) count += lines.filter(isFirstPiece).length;
    yield* withoutFirst(linesFrom(start, range), count - last);
  }
}

async function* linesFrom(start: StartingPoint, range: LineRange): AsyncGenerator<LogLine[]> {
  const log = await SettledLog.from(start, range);
  try {
    yield* log.batches();
    yield log.rest(range);
  } finally {
    await log.close();
  }
}

/** The pieces of a longer line count as one. */
const isFirstPiece = (line: LogLine) => line.kind !== 'text' || !line.continues;

async function lastLines(batches: AsyncIterable<LogLine[]>, last: number): Promise<LogLine[]> {
  let kept: LogLine[] = [];
  for await (const lines of batches) {
    for (const line of lines) kept.push(line);
    if (kept.length > 2 * maxHeld) kept = lastOf(kept, last);
  }
  return lastOf(kept, last);
}

async function* withoutFirst(
  batches: AsyncIterable<LogLine[]>,
  count: number,
): AsyncGenerator<LogLine[]> {
  let left = count;
  for await (const lines of batches) {
    const begin = left < 0 ? 0 : lines.findIndex((line) => isFirstPiece(line) && --left < 0);
    if (begin >= 0) yield lines.slice(begin);
  }
}
