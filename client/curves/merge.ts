// What is known of a session's curves, with what has changed since. Pure.
import type { ReportGpu, ReportSeries, WatchReport } from '../../server/protocol/watch-report.ts';

export function mergeReport(known: WatchReport | null, answer: WatchReport): WatchReport {
  if (known === null || answer.whole) return answer;
  return {
    ...answer,
    series: mergeBy(known.series, answer.series, ({ name }) => name, withNewPoints),
    gpus: mergeBy(known.gpus, answer.gpus, ({ index }) => index, withNewSamples),
  };
}

/** All that are known, in their order, with what is new in them; then those that are new themselves. */
function mergeBy<T, Key>(
  known: readonly T[],
  changes: readonly T[],
  keyOf: (one: T) => Key,
  merge: (one: T, change: T) => T,
): T[] {
  const changed = new Map(changes.map((change) => [keyOf(change), change]));
  const keys = new Set(known.map(keyOf));
  const kept = known.map((one) => {
    const change = changed.get(keyOf(one));
    return change === undefined ? one : merge(one, change);
  });
  return kept.concat(changes.filter((change) => !keys.has(keyOf(change))));
}

/** They take the place of all known ones from their first step on. */
function withNewPoints(known: ReportSeries, change: ReportSeries): ReportSeries {
  const first = change.points[0];
  if (first === undefined) return { ...change, points: known.points };
  const kept = known.points.filter(({ step }) => step < first.step);
  return { ...change, points: kept.concat(change.points) };
}

function withNewSamples(known: ReportGpu, change: ReportGpu): ReportGpu {
  const last = known.samples.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  return {
    ...change,
    samples: known.samples.concat(change.samples.filter(({ time }) => time > last)),
  };
}
