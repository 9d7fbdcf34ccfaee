// Several sessions' curves of one metric: which metrics they have in common, and who is best. Pure.
import type { ReportSeries } from '../../server/protocol/watch-report.ts';
import { bestOf, isHeldBack } from '../curves/figures.ts';

export interface Compared {
  readonly id: string;
  readonly name: string;
  readonly series: readonly ReportSeries[];
}

/** Names of metrics, those that most have first, in the order they were told in. */
export function commonMetrics(sessions: readonly Compared[]): string[] {
  const counts = new Map<string, number>();
  for (const { series } of sessions) {
    for (const { name } of series) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const shared = Array.from(counts).sort(([, a], [, b]) => b - a);
  const atLeast = sessions.length > 1 ? 2 : 1;
  const several = shared.filter(([, count]) => count >= atLeast);
  return (several.length > 0 ? several : shared).map(([name]) => name);
}

/** What is compared first: a score of what was held back rather than of what was trained on. */
export function firstMetric(metrics: readonly string[], sessions: readonly Compared[]): string {
  const judged = (name: string) =>
    sessions.some(({ series }) => series.some((one) => one.name === name && one.better !== null));
  const held = metrics.find((name) => isHeldBack(name) && judged(name));
  return held ?? metrics.find(judged) ?? metrics[0] ?? '';
}

export interface Ranked {
  readonly id: string;
  readonly best: number | null;
  readonly last: number | null;
}

/** The best on top; those without a value last. Where neither way is better, in their own order. */
export function ranked(sessions: readonly Compared[], metric: string): Ranked[] {
  const rows = sessions.map(({ id, series }) => {
    const one = series.find(({ name }) => name === metric);
    const best = one === undefined ? null : bestOf(one);
    return { id, best: best?.value ?? null, last: one?.last.value ?? null, better: one?.better };
  });
  const sign = rows.some(({ better }) => better === 'higher') ? -1 : 1;
  const weight = (value: number | null) =>
    value === null ? Number.POSITIVE_INFINITY : value * sign;
  return rows
    .map(({ id, best, last }, place) => ({ id, best, last, place }))
    .sort((a, b) => compare(weight(a.best), weight(b.best)) || a.place - b.place)
    .map(({ id, best, last }) => ({ id, best, last }));
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
