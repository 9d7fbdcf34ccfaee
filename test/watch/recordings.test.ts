import { describe, expect, test } from 'vitest';
import type { Inspected } from '../../server/cli/inspect/inspected.ts';
import { meaningOf } from '../../server/watch/names.ts';
import { pointsOf } from '../../server/watch/series.ts';
import { inspected, readsOf, recordingNames, type Truth, truthOf } from './recordings.ts';

const near = (a: number | null, b: number | null) =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-3 * Math.max(1e-9, Math.abs(b)));
const flat = (name: string) => name.toLowerCase().replace(/[ _-]+/g, '_');

/** What is shown at an offset; a mark in the midst of a read counts from the read's end. */
function shownAt(found: Inspected, name: string, scope: string, byte: number) {
  let end = 0;
  const ends = readsOf(name).map(({ bytes }) => (end += bytes));
  const later = ends.find((one) => one >= byte) ?? byte;
  return [byte, later].map((at) =>
    found.progress.findLast((one) => one.scope === scope && one.afterByte <= at),
  );
}

describe.each(recordingNames)('%s', (name) => {
  const truth: Truth = truthOf(name);
  const found = inspected(name);

  test('[WATCH1] how far it is, and how long it takes', () => {
    for (const { afterByte, scope, done, total, fraction, tolerance = 0.01 } of truth.progress) {
      const shown = shownAt(found, name, scope, afterByte);
      const isRight = shown.some(
        (one) =>
          one !== undefined &&
          (done === null || near(one.done, done)) &&
          (total === null || near(one.total, total)) &&
          (fraction === null || Math.abs((one.fraction ?? -1) - fraction) <= tolerance),
      );
      expect([isRight, scope, afterByte, shown[0]]).toEqual([true, scope, afterByte, shown[0]]);
      // Where no total was printed, none is shown.
      if (total === null && fraction === null) expect(shown[0]?.fraction ?? null).toBeNull();
    }
    for (const { afterByte, scope, seconds, tolerance } of truth.eta) {
      const [shown] = shownAt(found, name, scope, afterByte);
      expect(Math.abs((shown?.eta ?? -1e9) - seconds)).toBeLessThanOrEqual(tolerance);
    }
  });

  test('[WATCH4] its metrics, at their steps; no ids and no clocks', () => {
    for (const [metric, spots] of Object.entries(truth.metrics)) {
      const series = found.state.series.find((one) => flat(one.name) === flat(metric));
      const points = series === undefined ? [] : pointsOf(series);
      for (const [step, value] of spots) {
        const isThere = points.some(
          (point) =>
            (step === null || Math.abs(point.step - step) <= (truth.stepTolerance ?? 0)) &&
            near(point.value, value),
        );
        expect([metric, step, value, isThere]).toEqual([metric, step, value, true]);
      }
    }
    expect(found.state.series.filter((one) => meaningOf(one.name).hidden)).toEqual([]);
  });

  test('[WATCH6] what went wrong, once, and nothing else', () => {
    const { alerts } = found;
    for (const { kind, afterByte } of truth.alerts) {
      const told = alerts.filter((one) => (one.kinds as readonly string[]).includes(kind));
      const isInTime = ({ atMs }: { atMs: number | null }) =>
        kind !== 'stall' ||
        truth.stall === undefined ||
        ((atMs ?? 0) >= truth.stall[0] && (atMs ?? 0) <= truth.stall[1]);
      expect([kind, told.some((one) => one.afterByte >= afterByte && isInTime(one))]).toEqual([
        kind,
        true,
      ]);
    }
    const expected = truth.alerts.map(({ kind }) => kind);
    const loud = alerts.filter((one) => one.push || one.severity !== 'info');
    expect(loud.filter((one) => !one.kinds.some((kind) => expected.includes(kind)))).toEqual([]);
    expect(loud.filter(({ push }) => push).length).toBeLessThanOrEqual(
      Math.max(1, truth.alerts.length),
    );
  });
});
