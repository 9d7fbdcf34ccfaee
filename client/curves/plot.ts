// A figure before it is drawn: its lines in values, the part of them that is shown, and where a value
// lies in it. Pure.

export interface PlotPoint {
  readonly x: number;
  /** Null: not a number. */
  readonly y: number | null;
  readonly step: number | null;
  /** Ms since 1970. */
  readonly time: number | null;
  /** Of the log; null where it came from elsewhere. */
  readonly line: number | null;
}

export interface PlotLine {
  readonly label: string;
  /** Its place in the palette. */
  readonly colour: number;
  /** In rising order of x. */
  readonly points: readonly PlotPoint[];
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The first and last x of all lines, null when there is no point. */
export function reachOf(lines: readonly PlotLine[]): Range | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of lines) {
    from = Math.min(from, points[0]?.x ?? from);
    to = Math.max(to, points.at(-1)?.x ?? to);
  }
  if (from > to) return null;
  return from === to ? { from: from - 0.5, to: to + 0.5 } : { from, to };
}

/** The index of the first point at `x` or after it. */
export function indexFrom(points: readonly PlotPoint[], x: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.x ?? x) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points in a window of x, with one more at each side: the lines go on to the edge. */
export function pointsIn(points: readonly PlotPoint[], { from, to }: Range): readonly PlotPoint[] {
  const first = indexFrom(points, from);
  let last = indexFrom(points, to);
  while (points[last]?.x === to) last++;
  return points.slice(Math.max(0, first - 1), last + 1);
}

/** What of y is shown of lines in a window, with a little room; of nothing, 0 to 1. */
export function heightOf(lines: readonly PlotLine[], shown: Range, log: boolean): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of lines) {
    for (const { x, y } of points.slice(indexFrom(points, shown.from))) {
      if (x > shown.to) break;
      if (y === null || (log && y <= 0)) continue;
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  }
  if (low > high) return log ? { from: 0.1, to: 1 } : { from: 0, to: 1 };
  if (low === high) return log ? { from: low / 2, to: low * 2 } : aroundOne(low);
  if (log) {
    const room = (high / low) ** 0.05;
    return { from: low / room, to: high * room };
  }
  const room = (high - low) * 0.06;
  return { from: low - room, to: high + room };
}

function aroundOne(value: number): Range {
  const room = Math.abs(value) * 0.1 || 1;
  return { from: value - room, to: value + room };
}

/** Where a value lies in a range, 0 to 1 from its start; null where it has no place. */
export function placeIn({ from, to }: Range, value: number, log = false): number | null {
  if (!log) return (value - from) / (to - from);
  return value > 0 ? Math.log(value / from) / Math.log(to / from) : null;
}

export function valueAt({ from, to }: Range, place: number): number {
  return from + (to - from) * place;
}

export interface Reading {
  readonly line: PlotLine;
  readonly point: PlotPoint;
}

/** Of each line the point nearest to `x`, the nearest of them first. */
export function readingsAt(lines: readonly PlotLine[], x: number): Reading[] {
  const found = lines.flatMap((line) => {
    const point = nearest(line.points, x);
    return point === null ? [] : [{ line, point }];
  });
  return found.sort((a, b) => Math.abs(a.point.x - x) - Math.abs(b.point.x - x));
}

function nearest(points: readonly PlotPoint[], x: number): PlotPoint | null {
  const after = indexFrom(points, x);
  const [one, other] = [points[after - 1], points[after]];
  if (one === undefined || other === undefined) return one ?? other ?? null;
  return x - one.x <= other.x - x ? one : other;
}

/** An average of what is around each point, so that a curve does not lag; as wide as a fiftieth of it. */
export function smoothed(points: readonly PlotPoint[]): PlotPoint[] {
  const keep = 1 - 1 / Math.max(2, points.length / 50);
  const before = forgetting(points, keep);
  const after = forgetting(points.slice().reverse(), keep).reverse();
  return points.map((point, i) => {
    const [one, other] = [before[i], after[i]];
    if (point.y === null || one === undefined || other === undefined) return point;
    // Its own value is in both.
    const weight = one.weight + other.weight - (1 - keep);
    return { ...point, y: (one.sum + other.sum - point.y * (1 - keep)) / weight };
  });
}

/** What is left of the values up to each point, the older the less. */
function forgetting(
  points: readonly PlotPoint[],
  keep: number,
): { readonly sum: number; readonly weight: number }[] {
  let [sum, weight] = [0, 0];
  return points.map(({ y }) => {
    if (y !== null) {
      sum = sum * keep + y * (1 - keep);
      weight = weight * keep + (1 - keep);
    }
    return { sum, weight };
  });
}
