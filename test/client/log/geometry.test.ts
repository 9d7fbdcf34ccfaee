import { expect, test } from 'vitest';
import {
  baseFor,
  isEnough,
  mostDrawn,
  nearsEdge,
  rowIn,
  rowsToDraw,
  slotOf,
  slotsIn,
  spanOf,
  windowSlots,
} from '../../../client/log/geometry.ts';

test('[READ2] every row has a slot of its own, above and below the divider', () => {
  for (const divider of [null, 0, 5, 9]) {
    const extent = { rows: 10, divider };
    const slots = Array.from({ length: 10 }, (_, row) => slotOf(row, extent));
    expect(new Set(slots).size).toBe(10);
    expect(Math.max(...slots)).toBeLessThan(slotsIn(extent));
    expect(slots.map((slot) => rowIn(slot, extent))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    if (divider !== null) expect(slots).not.toContain(divider);
  }
});

test('[READ5] a window spans at most 200,000 slots, holds what is read, and its edges are not near', () => {
  const slots = 3_000_000;
  for (const slot of [0, 1, 99_999, 100_000, 150_000, 1_500_000, slots - 1]) {
    const base = baseFor(slot, slots);
    const span = spanOf(base, slots);
    expect(span).toBeLessThanOrEqual(windowSlots);
    expect(slot).toBeGreaterThanOrEqual(base);
    expect(slot).toBeLessThan(base + span);
    expect(nearsEdge(base, slot, slots)).toBe(false);
  }
  expect(baseFor(120_000, 150_000)).toBe(0);
});

test('[READ5] at the largest text a window stays far below the 33.5 million pixels where browsers end', () => {
  expect(windowSlots * 36).toBeLessThan(33_500_000 / 4);
});

test('[READ6] fewer than 150 rows are drawn, most of them ahead, and never too few', () => {
  for (const height of [10, 24, 40, 60]) {
    for (const direction of [-1, 0, 1] as const) {
      const visible = { from: 5000, to: 5000 + height };
      const request = { visible, direction, rows: 100_000 };
      const drawn = rowsToDraw(request);
      expect(drawn.to - drawn.from).toBeLessThanOrEqual(mostDrawn);
      expect(drawn.from).toBeLessThanOrEqual(visible.from);
      expect(drawn.to).toBeGreaterThanOrEqual(visible.to);
      if (height <= 40) expect(isEnough(drawn, request)).toBe(true);
      if (direction < 0) expect(5000 - drawn.from).toBeGreaterThan(drawn.to - visible.to);
    }
  }
});

test('[READ6] at the ends of the log nothing is drawn beyond them', () => {
  const request = { visible: { from: 0, to: 20 }, direction: -1, rows: 25 } as const;
  expect(rowsToDraw(request)).toEqual({ from: 0, to: 25 });
  expect(isEnough({ from: 0, to: 25 }, request)).toBe(true);
});
