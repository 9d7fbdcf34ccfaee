// One metric over its steps, bounded: when it has too many points, pairs of neighbours make way for
// their lowest and highest, so that extremes survive, and the last point always does.

export interface Series {
  readonly name: string;
  unit: string;
  /** In rising order; each array has one element a point. A value that is no finite number is null. */
  steps: number[];
  values: (number | null)[];
  times: (number | null)[];
  lines: number[];
  /** So many points are kept as two. */
  per: number;
  /** So many of the newest two points' group have come. */
  inGroup: number;
  last: Point;
  /** Points ever taken; the row at which the newest was. */
  taken: number;
  row: number;
  best: { low: number; high: number } | null;
  health: Health;
}

export interface Point {
  readonly step: number;
  readonly value: number | null;
  readonly time: number | null;
  readonly line: number;
}

/** What is needed to tell nan and divergence; see health.ts. */
export interface Health {
  finite: number;
  notFinite: number;
  smooth: number | null;
  best: number | null;
  above: number;
  /** It has been below zero: no factor says anything. */
  signed: boolean;
  told: 'nan' | 'divergence' | null;
  /** The step of the newest report. */
  step: number | null;
}

export const maxPoints = 2000;
export const maxSeries = 64;

export function newSeries(name: string, unit: string): Series {
  return {
    name,
    unit,
    steps: [],
    values: [],
    times: [],
    lines: [],
    per: 2,
    inGroup: 0,
    last: { step: 0, value: null, time: null, line: 0 },
    taken: 0,
    row: 0,
    best: null,
    health: {
      finite: 0,
      notFinite: 0,
      smooth: null,
      best: null,
      above: 0,
      signed: false,
      told: null,
      step: null,
    },
  };
}

/** A step has one point: the last one given. True when it is a step of its own. */
export function addPoint(series: Series, point: Point): boolean {
  const { value } = point;
  if (value !== null) {
    series.best ??= { low: value, high: value };
    const { best } = series;
    if (value < best.low) best.low = value;
    if (value > best.high) best.high = value;
  }
  const isSame = series.taken > 0 && series.last.step === point.step;
  const isLater = series.taken === 0 || point.step > series.last.step;
  if (isSame) replaceAt(series, series.steps.length - 1, point);
  else if (isLater) append(series, point);
  else insert(series, point);
  if (!isSame) series.taken++;
  series.last = point;
  return !isSame;
}

/** All there is, the last point included. */
export function pointsOf(series: Series): Point[] {
  const points = series.steps.map((_, at) => pointAt(series, at));
  const { last } = series;
  return (points.at(-1)?.step ?? Number.NEGATIVE_INFINITY) < last.step && series.taken > 0
    ? [...points, last]
    : points;
}

function append(series: Series, point: Point): void {
  if (series.inGroup >= series.per || series.inGroup === 0) {
    series.inGroup = 0;
    if (series.steps.length > maxPoints - 2) halve(series);
  }
  series.inGroup++;
  if (series.inGroup <= 2) {
    push(series, point);
    return;
  }
  keepExtremes(series, point);
}

/** The newest two points stand for their group: its lowest and its highest, in order. */
function keepExtremes(series: Series, point: Point): void {
  const at = series.steps.length - 2;
  const kept = extremes([pointAt(series, at), pointAt(series, at + 1), point]);
  for (const [i, one] of kept.entries()) write(series, at + i, one);
}

/** Two of several points, in their order. */
function extremes(points: readonly Point[]): [Point, Point] {
  const rank = ({ value }: Point, other: number) => value ?? other;
  let [low, high] = [0, 0];
  points.forEach((point, at) => {
    if (
      rank(point, Number.POSITIVE_INFINITY) < rank(points[low] as Point, Number.POSITIVE_INFINITY)
    )
      low = at;
    if (
      rank(point, Number.NEGATIVE_INFINITY) >= rank(points[high] as Point, Number.NEGATIVE_INFINITY)
    )
      high = at;
  });
  if (low === high) low = high === 0 ? points.length - 1 : 0;
  const [first, second] = low < high ? [low, high] : [high, low];
  return [points[first] as Point, points[second] as Point];
}

function halve(series: Series): void {
  const points = series.steps.map((_, at) => pointAt(series, at));
  series.steps = [];
  series.values = [];
  series.times = [];
  series.lines = [];
  for (let at = 0; at < points.length; at += 4) {
    const group = points.slice(at, at + 4);
    for (const point of group.length > 2 ? extremes(group) : group) push(series, point);
  }
  series.per *= 2;
}

function insert(series: Series, point: Point): void {
  let [low, high] = [0, series.steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((series.steps[middle] as number) < point.step) low = middle + 1;
    else high = middle;
  }
  if (series.steps[low] === point.step) {
    write(series, low, point);
    return;
  }
  if (series.steps.length > maxPoints - 2) halve(series);
  const at = Math.min(low, series.steps.length);
  series.steps.splice(at, 0, point.step);
  series.values.splice(at, 0, point.value);
  series.times.splice(at, 0, point.time);
  series.lines.splice(at, 0, point.line);
  series.inGroup = series.per;
}

/** The same step again: only where that point was kept. */
function replaceAt(series: Series, at: number, point: Point): void {
  if (series.steps[at] === point.step) write(series, at, point);
}

function pointAt(series: Series, at: number): Point {
  return {
    step: series.steps[at] as number,
    value: series.values[at] as number | null,
    time: series.times[at] as number | null,
    line: series.lines[at] as number,
  };
}

function push(series: Series, { step, value, time, line }: Point): void {
  series.steps.push(step);
  series.values.push(value);
  series.times.push(time);
  series.lines.push(line);
}

function write(series: Series, at: number, { step, value, time, line }: Point): void {
  series.steps[at] = step;
  series.values[at] = value;
  series.times[at] = time;
  series.lines[at] = line;
}
