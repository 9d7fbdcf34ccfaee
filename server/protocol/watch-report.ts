// What the curves of one session are drawn from: its metrics, what happened, and the GPUs' samples.
// Sent as columns of differences, which compress well; read into plain points. What is asked for
// again is answered with what has changed since.
import { type Better, type EventKind, eventKinds } from './watch.ts';

export interface ReportPoint {
  readonly step: number;
  /** Null: not a number, or infinite. */
  readonly value: number | null;
  /** Ms since 1970 by the server's clock, null where nobody noted the time. */
  readonly time: number | null;
  readonly line: number;
}

export interface ReportSeries {
  readonly name: string;
  /** Series of one group share a figure: `loss` and `val_loss`. */
  readonly group: string;
  readonly unit: string;
  readonly better: Better;
  readonly last: ReportPoint;
  readonly low: number | null;
  readonly high: number | null;
  /** Points that came, of which those sent are some; extremes and the last one are among them. */
  readonly taken: number;
  /** In rising order of steps. They take the place of all known ones from their first step on. */
  readonly points: readonly ReportPoint[];
}

export interface ReportEvent {
  readonly kind: EventKind;
  readonly line: number;
  readonly time: number | null;
  readonly step: number | null;
  /** Somebody should know; else it is a note. */
  readonly serious: boolean;
  /** The same again, so many times. */
  readonly count: number;
  readonly text: string;
}

export interface GpuSample {
  readonly time: number;
  /** Percent. */
  readonly use: number | null;
  readonly memoryMiB: number | null;
  readonly watts: number | null;
  readonly celsius: number | null;
  /** What the session's own processes hold of its memory. */
  readonly ownMemoryMiB: number | null;
}

export interface ReportGpu {
  readonly index: number;
  readonly name: string;
  readonly totalMiB: number | null;
  /** In order; further apart the older they are. */
  readonly samples: readonly GpuSample[];
}

export interface WatchReport {
  /** To be asked with next, as `since`. */
  readonly next: string;
  /** False: only what has changed since what was asked with. */
  readonly whole: boolean;
  /** How much of the output has been read, 0 to 1: less than 1 while an old log is read for the first time. */
  readonly read: number;
  readonly series: readonly ReportSeries[];
  /** In order; all there are, at most 200. */
  readonly events: readonly ReportEvent[];
  readonly gpus: readonly ReportGpu[];
}

type Column = readonly (number | null)[];
/** Steps, times and lines are differences to the one before; times in whole seconds. */
type PointsWire = readonly [steps: Column, values: Column, times: Column, lines: Column];

export interface ReportWire {
  readonly next: string;
  readonly whole: 0 | 1;
  readonly read: number;
  readonly series: readonly {
    readonly n: string;
    readonly g: string;
    readonly u?: string;
    readonly b?: 'lower' | 'higher';
    readonly r: readonly [low: number | null, high: number | null, taken: number];
    readonly l: readonly [step: number, value: number | null, time: number | null, line: number];
    readonly p: PointsWire;
  }[];
  readonly events: readonly (readonly [
    kind: EventKind,
    line: number,
    time: number | null,
    step: number | null,
    serious: 0 | 1,
    count: number,
    text: string,
  ])[];
  readonly gpus: readonly {
    readonly i: number;
    readonly n: string;
    readonly m: number | null;
    readonly p: readonly [
      times: Column,
      use: Column,
      memoryMiB: Column,
      watts: Column,
      celsius: Column,
      ownMemoryMiB: Column,
    ];
  }[];
}

export function reportToWire(report: WatchReport): ReportWire {
  const { next, whole, read, series, events, gpus } = report;
  return {
    next,
    whole: whole ? 1 : 0,
    read,
    series: series.map(({ name, group, unit, better, last, low, high, taken, points }) => ({
      n: name,
      g: group,
      ...(unit !== '' && { u: unit }),
      ...(better !== null && { b: better }),
      r: [short(low), short(high), taken],
      l: [last.step, short(last.value), seconds(last.time), last.line],
      p: [
        differences(points.map(({ step }) => step)),
        points.map(({ value }) => short(value)),
        differences(points.map(({ time }) => seconds(time))),
        differences(points.map(({ line }) => line)),
      ],
    })),
    events: events.map(({ kind, line, time, step, serious, count, text }) => {
      return [kind, line, seconds(time), step, serious ? 1 : 0, count, text];
    }),
    gpus: gpus.map(({ index, name, totalMiB, samples }) => ({
      i: index,
      n: name,
      m: totalMiB,
      p: [
        differences(samples.map(({ time }) => seconds(time))),
        samples.map(({ use }) => use),
        samples.map(({ memoryMiB }) => memoryMiB),
        samples.map(({ watts }) => watts),
        samples.map(({ celsius }) => celsius),
        samples.map(({ ownMemoryMiB }) => ownMemoryMiB),
      ],
    })),
  };
}

const short = (value: number | null) => (value === null ? null : Number(value.toPrecision(7)));
const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1000));
const ms = (value: number | null) => (value === null ? null : value * 1000);

/** Each less the known one before it. */
function differences(values: Column): Column {
  let before = 0;
  return values.map((value) => {
    if (value === null) return null;
    const difference = value - before;
    before = value;
    return difference;
  });
}

function sums(values: Column): Column {
  let sum = 0;
  return values.map((value) => {
    if (value !== null) sum += value;
    return value === null ? null : sum;
  });
}

/** A report read. Series, events and GPUs that are damaged are left out; null when it is none. */
export function parseReport(value: unknown): WatchReport | null {
  const { next, whole, read, series, events, gpus } = fields(value);
  if (typeof next !== 'string' || !isList(series) || !isList(events) || !isList(gpus)) return null;
  return {
    next,
    whole: whole === 1,
    read: isNumber(read) ? read : 1,
    series: series.map(parseSeries).filter((one) => one !== null),
    events: events.map(parseEvent).filter((one) => one !== null),
    gpus: gpus.map(parseGpu).filter((one) => one !== null),
  };
}

function parseSeries(value: unknown): ReportSeries | null {
  const { n, g, u, b, r, l, p } = fields(value);
  const columns = parseColumns(p, 4);
  if (typeof n !== 'string' || typeof g !== 'string' || columns === null) return null;
  if (!isList(r) || !isList(l) || !isNumber(l[0])) return null;
  const [steps = [], values = [], times = [], lines = []] = columns;
  const [step, time, line] = [sums(steps), sums(times), sums(lines)];
  return {
    name: n,
    group: g,
    unit: typeof u === 'string' ? u : '',
    better: b === 'lower' || b === 'higher' ? b : null,
    last: {
      step: l[0],
      value: numberOr(l[1]),
      time: ms(numberOr(l[2])),
      line: numberOr(l[3]) ?? 0,
    },
    low: numberOr(r[0]),
    high: numberOr(r[1]),
    taken: numberOr(r[2]) ?? steps.length,
    points: step.map((at, i) => ({
      step: at ?? 0,
      value: values[i] ?? null,
      time: ms(time[i] ?? null),
      line: line[i] ?? 0,
    })),
  };
}

function parseEvent(value: unknown): ReportEvent | null {
  if (!isList(value)) return null;
  const [word, line, time, step, serious, count, text] = value;
  const kind = eventKinds.find((one) => one === word);
  if (kind === undefined || !isNumber(line) || typeof text !== 'string') return null;
  return {
    kind,
    line,
    time: ms(numberOr(time)),
    step: numberOr(step),
    serious: serious === 1,
    count: numberOr(count) ?? 1,
    text,
  };
}

function parseGpu(value: unknown): ReportGpu | null {
  const { i, n, m, p } = fields(value);
  const columns = parseColumns(p, 6);
  if (!isNumber(i) || typeof n !== 'string' || columns === null) return null;
  const [times = [], ...rest] = columns;
  const at = (column: number, sample: number) => rest[column]?.[sample] ?? null;
  return {
    index: i,
    name: n,
    totalMiB: numberOr(m),
    samples: sums(times).map((time, sample) => ({
      time: (time ?? 0) * 1000,
      use: at(0, sample),
      memoryMiB: at(1, sample),
      watts: at(2, sample),
      celsius: at(3, sample),
      ownMemoryMiB: at(4, sample),
    })),
  };
}

/** So many columns of one length. */
function parseColumns(value: unknown, count: number): Column[] | null {
  if (!isList(value) || value.length !== count) return null;
  const columns = value.map((column) => (isList(column) ? column.map(numberOr) : []));
  return columns.every(({ length }) => length === columns[0]?.length) ? columns : null;
}

const fields = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const numberOr = (value: unknown): number | null => (isNumber(value) ? value : null);
