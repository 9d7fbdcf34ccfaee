// Which rows to ask for next: first what is on the screen and blank, then what lies ahead.
import { maxRangeRows } from '../../server/protocol/log-page.ts';
import type { DrawRequest } from './geometry.ts';
import { rowsToHold } from './geometry.ts';
import type { RangeCache, RowRange } from './range-cache.ts';

export interface FetchState {
  readonly cache: RangeCache;
  /** Asked for already. */
  readonly asked: readonly RowRange[];
}

/** Holes smaller than this, off the screen, wait until they are worth a request. */
const worthwhileRows = 24;

/** Null when nothing is worth asking for. */
export function nextFetch(request: DrawRequest, { cache, asked }: FetchState): RowRange | null {
  const { visible, direction, rows } = request;
  const open = (range: RowRange) => cache.missing(range).flatMap((hole) => without(hole, asked));
  const blank = open({ from: visible.from, to: Math.min(rows, visible.to) })[0];
  const held = rowsToHold(request);
  if (blank !== undefined) {
    // What is blank now comes with a screen of what follows it, in one small answer.
    const height = visible.to - visible.from;
    const from = Math.max(0, direction < 0 ? blank.from - height : blank.from);
    const to = Math.min(rows, direction < 0 ? blank.to : blank.to + height);
    return bounded({ from, to }, direction);
  }
  const holes = open(held).filter(
    (hole) =>
      hole.to - hole.from >= worthwhileRows || hole.from <= 0 || nearTo(hole, visible, direction),
  );
  const ahead = direction < 0 ? holes.findLast((hole) => hole.to <= visible.to) : undefined;
  const next = ahead ?? holes.find((hole) => hole.from >= visible.from) ?? holes[0];
  return next === undefined ? null : bounded(next, next.to <= visible.from ? -1 : 1);
}

function nearTo(hole: RowRange, visible: RowRange, direction: number): boolean {
  const height = visible.to - visible.from;
  return direction < 0 ? hole.to > visible.from - height : hole.from < visible.to + height;
}

/** At most one request's worth: the end of the range that is met first. */
function bounded({ from, to }: RowRange, direction: number): RowRange {
  if (to - from <= maxRangeRows) return { from, to };
  return direction < 0 ? { from: to - maxRangeRows, to } : { from, to: from + maxRangeRows };
}

function without(hole: RowRange, asked: readonly RowRange[]): RowRange[] {
  let left = [hole];
  for (const range of asked) {
    left = left.flatMap(({ from, to }) => [
      ...(from < range.from ? [{ from, to: Math.min(to, range.from) }] : []),
      ...(to > range.to ? [{ from: Math.max(from, range.to), to }] : []),
    ]);
  }
  return left.filter(({ from, to }) => to > from);
}
