import { expect, test } from 'vitest';
import { RangeCache } from '../../../client/log/range-cache.ts';
import { lines } from './lines.ts';

const numbers = (found: readonly { line: number }[]) => found.map(({ line }) => line);

test('[READ4] what was added is found by its rows, and what was not is missing', () => {
  const cache = new RangeCache();
  cache.add(lines(10, 20, 2), 0);
  expect(numbers(cache.lines({ from: 23, to: 28 }))).toEqual([11, 12, 13]);
  expect(cache.missing({ from: 10, to: 60 })).toEqual([
    { from: 10, to: 20 },
    { from: 40, to: 60 },
  ]);
  expect(cache.at(39)?.line).toBe(19);
  expect(cache.line(15)?.row).toBe(30);
  expect(cache.line(9)).toBeNull();
});

test('[READ4] stretches that touch or overlap become one; newer lines replace older ones', () => {
  const cache = new RangeCache();
  cache.add(lines(0, 10), 0);
  cache.add(lines(20, 30), 0);
  const newer = lines(8, 21).map((line) => ({ ...line, text: 'newer' }));
  cache.add(newer, 0);
  expect(cache.missing({ from: 0, to: 30 })).toEqual([]);
  expect(numbers(cache.lines({ from: 0, to: 30 }))).toEqual(
    Array.from({ length: 30 }, (_, i) => i),
  );
  expect(cache.line(8)?.text).toBe('newer');
  expect(cache.line(21)?.text).toBe('line 21');
});

test('[READ4] it stays within its bound, and lets go of what is farthest from the reader', () => {
  const cache = new RangeCache(100_000);
  for (let at = 0; at < 10_000; at += 100) cache.add(lines(at, at + 100), 5000);
  expect(cache.lines({ from: 0, to: 10_000 }).length).toBeLessThan(1000);
  cache.add(lines(5000, 5100), 5050);
  expect(cache.missing({ from: 5000, to: 5100 })).toEqual([]);
});

test('[READ4] any order of overlapping answers gives the same lines', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 100; round++) {
    const cache = new RangeCache();
    const known = new Set<number>();
    for (let i = 0; i < 12; i++) {
      const from = random(200);
      const to = from + 1 + random(40);
      cache.add(lines(from, to, 3), random(600));
      for (let line = from; line < to; line++) known.add(line);
    }
    const all = numbers(cache.lines({ from: 0, to: 10_000 }));
    expect(all).toEqual([...known].sort((a, b) => a - b));
    const missing = cache.missing({ from: 0, to: 720 }).reduce((sum, r) => sum + r.to - r.from, 0);
    expect(missing).toBe(720 - known.size * 3);
  }
});
