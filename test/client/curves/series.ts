// A metric's report with sensible fields, for tests of figures and comparisons.
import type { ReportPoint, ReportSeries } from '../../../server/protocol/watch-report.ts';

export function pointAt(step: number, value: number | null): ReportPoint {
  return { step, value, time: 1_764_570_000_000 + step * 1000, line: step + 10 };
}

export function seriesOf(
  name: string,
  values: readonly (number | null)[],
  changes: Partial<ReportSeries> = {},
): ReportSeries {
  const points = values.map((value, step) => pointAt(step, value));
  const numbers = values.filter((value) => value !== null);
  return {
    ...{ name, group: 'loss', unit: '', better: 'lower', points, taken: points.length },
    low: numbers.length === 0 ? null : numbers.reduce((a, b) => Math.min(a, b)),
    high: numbers.length === 0 ? null : numbers.reduce((a, b) => Math.max(a, b)),
    last: points.at(-1) ?? pointAt(0, null),
    ...changes,
  };
}
