// One axis for metrics that count differently, batches and epochs: a coarser metric's points stand where
// the finest one was when their line was printed. Pure.
import type { ReportPoint, ReportSeries } from '../../server/protocol/watch-report.ts';

/** Two counts of the same steps differ by less, even if one of them lags. */
const minRatio = 1.5;

export function onCommonSteps(series: readonly ReportSeries[]): readonly ReportSeries[] {
  const [first, ...others] = series;
  if (first === undefined) return series;
  const finest = others.reduce((a, b) => (b.last.step > a.last.step ? b : a), first).points;
  return series.map((one) => {
    const there = stepAt(finest, one.last.line);
    if (there === null || there < one.last.step * minRatio) return one;
    return { ...one, points: one.points.map((point) => placed(point, finest)) };
  });
}

function placed(point: ReportPoint, finest: readonly ReportPoint[]): ReportPoint {
  return { ...point, step: stepAt(finest, point.line) ?? 0 };
}

/** The step that was reached at a line; null before the first. */
function stepAt(points: readonly ReportPoint[], line: number): number | null {
  let [from, to] = [0, points.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((points[middle]?.line ?? 0) <= line) from = middle + 1;
    else to = middle;
  }
  return points[from - 1]?.step ?? null;
}
