// Which of a row's numbers are metrics, and the series they make.
import type { Row } from './entries.ts';
import { addEvent } from './events.ts';
import { reportLoss } from './health.ts';
import { meaningOf } from './names.ts';
import type { Pair, Reading } from './reading.ts';
import { addPoint, maxSeries, newSeries, type Series } from './series.ts';
import type { WatchState } from './state.ts';

/** A row without a counter of its own belongs to one at most so many rows above it. */
const nearRows = 60;

/** Takes the metrics of a row that is one of metrics. */
export function measure(state: WatchState, reading: Reading, row: Row, step: number | null): void {
  const pairs = reading.pairs.filter(({ name }) => !meaningOf(name).hidden);
  if (pairs.length === 0 || !isOfMetrics(state, reading, pairs)) return;
  for (const pair of pairs) note(state, pair, row, step);
}

/** Prose, tables of settings, listings have numbers with names, too. */
function isOfMetrics(state: WatchState, reading: Reading, pairs: readonly Pair[]): boolean {
  const { coverage, counters, bar, isJson } = reading;
  const known = pairs.filter(({ name }) => meaningOf(name).known).length;
  if (isJson) return known > 0 || counters.length > 0 || pairs.length > 1;
  if (bar?.strong === true) return true;
  if (counters.some(({ noun, total }) => noun !== null || total !== null)) {
    return coverage >= 0.5 || (known > 0 && coverage >= 0.3);
  }
  const strong = pairs.filter((pair) => pair.strong);
  // Counts of this and that are none: `ok=1 changed=0 failed=0`.
  const isMeasured = known > 0 || strong.some(({ value }) => !Number.isInteger(value));
  if (strong.length >= 2 && coverage >= 0.6 && isMeasured) return true;
  const isNear = state.step !== null && state.rows - state.stepRow <= nearRows;
  if (known > 0 && coverage >= 0.5) return isNear || pairs.length > 1;
  return isNear && strong.length === 1 && coverage >= 0.8;
}

/** One report of one metric. */
export function note(
  state: WatchState,
  pair: Pick<Pair, 'name' | 'value' | 'unit'>,
  row: Pick<Row, 'offset' | 'line' | 'time'>,
  step: number | null,
): void {
  const series = seriesOf(state, pair.name, pair.unit);
  if (series === null) return;
  const at = step ?? series.taken;
  const { line, time } = row;
  const value = Number.isFinite(pair.value) ? pair.value : null;
  addPoint(series, { step: at, value, time, line });
  series.row = state.rows;
  const isReport = series.health.step !== at;
  series.health.step = at;
  if (isReport && meaningOf(pair.name).isLoss) judge(state, series, pair.value, row);
}

function judge(
  state: WatchState,
  series: Series,
  value: number,
  row: Pick<Row, 'offset' | 'line' | 'time'>,
): void {
  const trouble = reportLoss(series, value);
  if (trouble === null) return;
  const { kind, serious, follows } = trouble;
  const step = series.health.step;
  const words =
    kind === 'nan'
      ? `${series.name} is ${Number.isNaN(value) ? 'nan' : 'infinite'}`
      : `${series.name} ${shorten(value)}, best ${shorten(series.health.best ?? 0)}`;
  addEvent(state, {
    kind,
    serious,
    follows,
    text: `${words} at step ${step}`,
    rank: null,
    step,
    ...positionOf(row),
  });
}

const shorten = (value: number) => String(Number(value.toPrecision(4)));
const positionOf = ({ offset, line, time }: Pick<Row, 'offset' | 'line' | 'time'>) => ({
  offset,
  line,
  time,
});

/** By name: kept beside the state, which is plain data. */
const indexes = new WeakMap<Series[], Map<string, Series>>();

function seriesOf(state: WatchState, name: string, unit: string): Series | null {
  let index = indexes.get(state.series);
  if (index === undefined) {
    index = new Map(state.series.map((one) => [one.name, one]));
    indexes.set(state.series, index);
  }
  const known = index.get(name);
  if (known !== undefined) return known;
  if (state.series.length >= maxSeries) {
    const gone = leastUseful(state);
    if (gone < 0) return null;
    index.delete((state.series[gone] as Series).name);
    state.series.splice(gone, 1);
  }
  const series = newSeries(name, unit);
  state.series.push(series);
  index.set(name, series);
  return series;
}

/** A million different names are no metrics: what came once makes way for what comes now. */
function leastUseful(state: WatchState): number {
  let found = -1;
  state.series.forEach((one, at) => {
    const other = state.series[found];
    if (one.taken <= 2 && (other === undefined || one.row < other.row)) found = at;
  });
  return found;
}

/** Whether it is worth showing: numbers that came once say little, unless they are good or bad. */
export function isShown(series: Series): boolean {
  return series.taken >= (meaningOf(series.name).better === null ? 2 : 1);
}

/** Hidden names and steps aside, the metric a card shows: a loss, else a score, else nothing. */
export function headlineOf(state: WatchState): Series | null {
  const shown = state.series.filter((one) => isShown(one) && meaningOf(one.name).better !== null);
  const rank = ({ name }: Series) => headlines.findIndex((pattern) => pattern.test(name));
  const ranked = shown
    .filter((one) => rank(one) >= 0)
    .sort((a, b) => rank(a) - rank(b) || b.taken - a.taken);
  return ranked[0] ?? shown.sort((a, b) => b.taken - a.taken)[0] ?? null;
}

const headlines = [
  /^(?:train[ing]*[/_. -])?(?:lm[ _])?loss$/i,
  /^total[_ ]loss$/i,
  /loss$/i,
  /rew(?:ard)?_?mean|return|reward/i,
  /map|acc|f1|score/i,
];
