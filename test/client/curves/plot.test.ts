import { describe, expect, it } from 'vitest';
import {
  heightOf,
  placeIn,
  pointsIn,
  reachOf,
  readingsAt,
  smoothed,
} from '../../../client/curves/plot.ts';
import {
  clockTicks,
  durationTicks,
  logTicks,
  roundTicks,
  stepTicks,
} from '../../../client/curves/ticks.ts';
import { zoomed } from '../../../client/curves/window.ts';

const lineOf = (values: readonly (number | null)[], colour = 0) => ({
  ...{ label: `line ${colour}`, colour },
  points: values.map((y, x) => ({ x, y, step: x, time: null, line: x })),
});

describe('a figure’s values', () => {
  it('[CURVE4] a window is drawn up to its edges, and as high as what is in it', () => {
    const line = lineOf([100, 4, 3, 2, 1, 0.5]);
    expect(reachOf([line, lineOf([])])).toEqual({ from: 0, to: 5 });
    expect(reachOf([])).toBeNull();
    expect(reachOf([lineOf([7])])).toEqual({ from: -0.5, to: 0.5 });
    expect(pointsIn(line.points, { from: 1.5, to: 3 }).map(({ x }) => x)).toEqual([1, 2, 3, 4]);
    const height = heightOf([line], { from: 1, to: 4 }, false);
    expect(height.from).toBeGreaterThan(0.7);
    expect(height.to).toBeLessThan(4.3);
  });

  it('[CURVE4] on a log scale 0 and less have no place, and nothing is divided by them', () => {
    const range = heightOf([lineOf([0, -1, 10, 1000, null])], { from: 0, to: 4 }, true);
    expect(range.from).toBeGreaterThan(7);
    expect(placeIn(range, -1, true)).toBeNull();
    expect(placeIn({ from: 1, to: 100 }, 10, true)).toBeCloseTo(0.5);
    for (const values of [[], [null], [0], [-3, -3]]) {
      for (const log of [true, false]) {
        const { from, to } = heightOf([lineOf(values)], { from: 0, to: 9 }, log);
        expect(to - from).toBeGreaterThan(0);
      }
    }
  });

  it('[CURVE4] extreme values have ticks, at most a screenful of them', () => {
    const ranges = [
      { from: 0, to: 1e-300 },
      { from: -1e308, to: 1e308 },
      { from: 1e15, to: 1e15 + 2 },
      { from: 0.1, to: 0.3 },
    ];
    for (const range of ranges) {
      for (const ticks of [roundTicks, stepTicks, logTicks, durationTicks, clockTicks]) {
        expect(
          ticks({ ...range, from: ticks === logTicks ? 1e-9 : range.from }, 4).length,
        ).toBeLessThan(41);
      }
    }
    expect(stepTicks({ from: 1, to: 155 }, 3)).toHaveLength(3);
    expect(roundTicks({ from: 0.1, to: 0.32 }, 3).map(({ words }) => words)).toEqual([
      '0.1',
      '0.2',
      '0.3',
    ]);
    expect(logTicks({ from: 0.5, to: 2000 }, 4).map(({ value }) => value)).toEqual([
      1, 10, 100, 1000,
    ]);
    expect(stepTicks({ from: 0, to: 250_000 }, 3).map(({ words }) => words)).toEqual([
      '0',
      '100k',
      '200k',
    ]);
    expect(durationTicks({ from: 0, to: 10_000_000 }, 3).map(({ words }) => words)).toEqual([
      '0',
      '1 h',
      '2 h',
    ]);
  });

  it('[CURVE5] the values nearest to the place that is read, the nearest line first', () => {
    const sparse = { ...lineOf([5, 6], 1), points: [{ x: 0, y: 5, step: 0, time: null, line: 0 }] };
    const readings = readingsAt([sparse, lineOf([1, 2, 3])], 1.6);
    expect(readings.map(({ point }) => point.x)).toEqual([2, 0]);
    expect(readingsAt([lineOf([])], 1)).toEqual([]);
  });

  it('[CURVE5] zooming keeps what is between the fingers there, and ends at the edges', () => {
    const whole = { from: 0, to: 100 };
    expect(zoomed(whole, whole, { scale: 2, from: 0.5, to: 0.5 })).toEqual({ from: 25, to: 75 });
    expect(zoomed(whole, whole, { scale: 2, from: 0, to: 0.5 })).toEqual({ from: 0, to: 50 });
    expect(zoomed({ from: 25, to: 75 }, whole, { scale: 1, from: 0.5, to: 0.1 })).toEqual({
      from: 45,
      to: 95,
    });
    expect(zoomed({ from: 25, to: 75 }, whole, { scale: 0.1, from: 0.5, to: 0.5 })).toBeNull();
    const close = zoomed(whole, whole, { scale: 1e9, from: 0.5, to: 0.5 });
    expect((close?.to ?? 0) - (close?.from ?? 0)).toBeCloseTo(0.1);
  });

  it('[CURVE4] smoothing keeps gaps, does not lag and takes noise away', () => {
    const noisy = Array.from({ length: 500 }, (_, i) => (i === 250 ? null : i + (i % 2 ? 3 : -3)));
    const smooth = smoothed(lineOf(noisy).points).map(({ y }) => y);
    expect(smooth[250]).toBeNull();
    for (const i of [60, 100, 300, 440]) expect(smooth[i]).toBeCloseTo(i, -0.3);
    expect(smoothed(lineOf([5]).points)[0]?.y).toBeCloseTo(5);
  });
});
