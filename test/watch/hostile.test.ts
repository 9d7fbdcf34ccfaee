import { expect, test } from 'vitest';
import { lex } from '../../server/watch/lex.ts';
import { progressOf } from '../../server/watch/progress.ts';
import { reduce } from '../../server/watch/reduce.ts';
import { maxPoints, maxSeries, pointsOf } from '../../server/watch/series.ts';
import { emptyState, type WatchState } from '../../server/watch/state.ts';

function rows(texts: Iterable<string>): WatchState {
  const state = emptyState();
  let line = 0;
  for (const text of texts) {
    reduce(state, [
      { kind: 'row', text, offset: line * 100, line, time: line * 1000, place: line, up: 0 },
    ]);
    line++;
  }
  return state;
}

const series = (state: WatchState, name: string) => state.series.find((one) => one.name === name);
const upTo = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i));

test('[WATCH5] what is no finite number is a gap, and never in what is stored', () => {
  const state = rows([
    'step 1 loss 1.5',
    'step 2 loss nan',
    'step 3 loss inf',
    'step 4 loss 1e999',
    `step 5 loss ${'9'.repeat(400)}`,
    `step 6 loss 0.${'3'.repeat(40)}`,
  ]);
  expect(series(state, 'loss')?.values.map((value) => value === null)).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});

test('[WATCH5] a long series keeps its extremes and its last point in a bounded number', () => {
  const state = rows(
    upTo(
      100_000,
      (i) => `step ${i} loss ${i === 31_337 ? 99 : i === 77_777 ? 0.001 : 5 + (i % 7) / 10}`,
    ),
  );
  const points = pointsOf(series(state, 'loss') as NonNullable<ReturnType<typeof series>>);
  expect(points.length).toBeLessThanOrEqual(maxPoints + 1);
  expect(points.length).toBeGreaterThan(maxPoints / 3);
  expect(points.find(({ value }) => value === 99)?.step).toBe(31_337);
  expect(points.find(({ value }) => value === 0.001)?.step).toBe(77_777);
  expect(points.at(-1)?.step).toBe(99_999);
  const steps = points.map(({ step }) => step);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

test('[WATCH5] many names leave those that come again', () => {
  const state = rows(
    upTo(20_000, (i) => (i % 2 === 0 ? `step ${i} loss ${i}` : `step ${i} name${i}_loss=${i}`)),
  );
  expect(state.series.length).toBeLessThanOrEqual(maxSeries);
  expect(series(state, 'loss')?.taken).toBe(10_000);
  expect(JSON.stringify(state).length).toBeLessThan(5_000_000);
});

test('[WATCH5] names of the language, of other scripts and of great length are names', () => {
  const state = rows(
    upTo(
      3,
      (i) => `step=${i} __proto__=${i} constructor=${i} 损失=${i} ${'x'.repeat(40)}=1 loss=2`,
    ),
  );
  expect(series(state, '损失')?.taken).toBe(3);
  expect(series(state, 'loss')?.taken).toBe(3);
  expect(({} as Record<string, unknown>).loss).toBeUndefined();
});

test('[WATCH5] a table of 2,000 columns is read as far as it is wide at most', () => {
  const header = ['epoch', ...upTo(2000, (i) => `loss_${i}`)].join('  ');
  const state = rows([header, ...upTo(5, (e) => [e, ...upTo(2000, (i) => `0.${i}`)].join('  '))]);
  expect(state.series.length).toBeLessThanOrEqual(maxSeries);
});

test('[WATCH5] steps that run backwards keep one point a step, in order', () => {
  const state = rows(upTo(5000, (i) => `step ${5000 - i} loss ${i}`));
  const steps = series(state, 'loss')?.steps ?? [];
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  expect(progressOf(state)[0]?.fraction ?? null).toBeNull();
});

test('[WATCH5] no row costs more than its length: each of these is read within a moment', () => {
  const units = [
    'a',
    ' ',
    '1',
    '1/',
    '1,',
    ':',
    '=',
    'a=',
    'a=1 ',
    '1%|',
    '[',
    '[=',
    '"',
    '="',
    '{"a":',
    "{'a': [",
    '|',
    '| a ',
    '█',
    '- ',
    '1:00 ',
    '(',
    'loss 1 ',
    '[rank0]: ',
    '[I0101 x] ',
    'step 1/2 ',
    'eta 1 day, ',
    'Error: ',
    'A.',
    'x.y/',
    '  1',
    '1M/2M ',
    'ProcessGroupNCCL ',
    'saving model ',
    '\t',
    '#',
    'é',
    '漢',
  ];
  for (const unit of units) {
    for (const tail of ['', '%', '}', 'Error', ' 5']) {
      const text = unit.repeat(Math.ceil(16_000 / unit.length)) + tail;
      const start = process.cpuUsage();
      rows([text, text, text]);
      const { user } = process.cpuUsage(start);
      // A quadratic pattern takes seconds for these.
      expect([unit, tail, user < 1_500_000]).toEqual([unit, tail, true]);
    }
  }
  expect(lex('1'.repeat(100_000)).length).toBe(1);
});
