// Forms in which programs report that no recording has: what they are read as.
import { expect, test } from 'vitest';
import { progressOf } from '../../server/watch/progress.ts';
import { watchedText } from './watched.ts';

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');
const read = (text: string) => {
  const state = watchedText(text);
  const [run, ...others] = progressOf(state);
  const shown = (one = run) => (one === undefined ? null : [one.scope, one.done, one.total]);
  const series = Object.fromEntries(
    state.series.map(({ name, last, taken }) => [name, [taken, last.step, last.value]]),
  );
  return { run: shown(), inner: shown(others.find(({ scope }) => scope === 'epoch')), series };
};

test('[WATCH1] a count that goes round is a part of the run, and its rounds are counted on', () => {
  const { run, inner, series } = read(
    rows(30, (i) => `ep ${Math.floor(i / 10)} it ${(i % 10) * 50}/500 D_loss: 0.${900 - i}`),
  );
  expect(run).toEqual(['run', 1450, null]);
  expect(inner).toEqual(['epoch', 450, 500]);
  expect(series).toEqual({ D_loss: [30, 1450, 0.871] });
  // One that has fallen back goes on from a checkpoint: no round.
  const back = read(rows(30, (i) => `step ${i < 20 ? 300 + i : 280 + i}/500 loss 0.5`));
  expect(back.run).toEqual(['run', 309, 500]);
});

test('[WATCH1] one of several runs is so far that one of so many is', () => {
  const { run, series } = read(
    rows(
      30,
      (i) => `Fold ${1 + Math.floor(i / 10)}/5, Epoch ${1 + (i % 10)}/10 - loss: 0.${900 - i}`,
    ),
  );
  expect(run).toEqual(['run', 3, 5]);
  expect(series).toEqual({ loss: [30, 30, 0.871] });
});

test('[WATCH1] a percentage that says what the count behind it says is progress', () => {
  const text = rows(
    29,
    (i) => `[ab/123] process > align (s${i}) [${Math.floor(i * 2.5)}%] ${i} of 40`,
  );
  expect(read(text).run).toEqual(['run', 28, 40]);
});

test('[WATCH1] a bar of an epoch beneath that of the run is inside it, though neither has a count', () => {
  const draw = (i: number) =>
    `Training ━━━━╺━━━━━ ${i}% 0:00:30\nEpoch    ━╺━━━━━━━━ ${(i * 10) % 100}% 0:00:03\x1b[1A\r`;
  const [run, inner] = progressOf(
    watchedText(Array.from({ length: 30 }, (_, i) => draw(i)).join('')),
  );
  expect([run?.scope, run?.fraction, inner?.scope, inner?.fraction]).toEqual([
    'run',
    0.29,
    'epoch',
    0.9,
  ]);
});

test('[WATCH4] an epoch in a row of its own, among rows of a report, moves no step', () => {
  const { series } = read(
    rows(
      20,
      (i) =>
        `[batch=${i * 10}/500]:\n\t Train time/epoch: 0\n\t Train loss/train/total: 7.${99 - i}`,
    ),
  );
  expect(series).toEqual({ 'Train loss/train/total': [20, 190, 7.8] });
});

test('[WATCH4] a loss in a bar’s label is one, with its colon behind it', () => {
  const { series } = read(
    rows(
      20,
      (i) => `1|${i}|Loss: 2.${99 - i}:   ${i}%|█  | ${i}/100 [00:0${i % 10}<00:30, 1.0it/s]`,
    ),
  );
  expect(series).toEqual({ Loss: [20, 19, 2.8] });
});

test('[WATCH1] how many were right is not how far it is', () => {
  const { run, series } = read(
    `${rows(10, (i) => `Train Epoch: 1 [${i * 6400}/60000 (${i * 10}%)]\tLoss: 0.${99 - i}`)}
Test set: Average loss: 0.0482, Accuracy: 9842/10000 (98%)
`,
  );
  expect(run).toEqual(['run', 57_600, null]);
  expect(series['Average loss']).toEqual([1, 57_600, 0.0482]);
});

test('[WATCH4] a trial is told in a sentence, its parameters are no metrics', () => {
  const { series } = read(
    rows(
      9,
      (i) =>
        `[I 2024-01-01 10:00:0${i},123] Trial ${i} finished with value: 0.${9 - i} and parameters: {'lr': 0.00${i}, 'n': 3}. Best is trial ${i} with value: 0.${9 - i}.`,
    ),
  );
  expect(series).toEqual({ value: [9, 8, 0.1] });
});

test('[WATCH4] a log whose rows name their place in the sources is read, a search through sources is not', () => {
  const log = rows(
    20,
    (i) => `train.py:${i % 2 === 0 ? 120 : 140}: step ${i}/100 loss 0.${50 - i}`,
  );
  expect(read(log)).toMatchObject({ run: ['run', 19, 100], series: { loss: [18, 19, 0.31] } });
  const search = rows(20, (i) => `server/train.py:${i * 7}: step ${i}/100 loss 0.${50 - i}`);
  expect(read(search)).toMatchObject({ run: null, series: {} });
});

test.each([
  [
    'nvidia-smi',
    '| N/A   33C    P0    60W / 400W |  39000MiB / 40960MiB |     97%      Default |\n',
  ],
  ['times of so many', rows(9, (i) => `Speed of ${i}: (2.3 iter/s, 8.6s/20 iters)`)],
  ['settings', 'Namespace(lr=0.001, epochs=90, steps=300, seed=42, momentum=0.9)\nepochs: 90\n'],
  [
    'git blame',
    rows(9, (i) => `abcdef12 (maintainers 2026-12-01 00:59:13 +0000 ${i}) Epoch ${i}/10 loss 0.5`),
  ],
  ['a document', 'Counts: `45/120`, `[1][50/210]`, `Epoch 3/10 loss 0.5`.\n'],
  [
    'a disassembly',
    rows(9, (i) => `   ${i}78 LOAD_CONST   1${i} (' ${i}0%   10.00MB/s    0:00:20 (xfr#1)')`),
  ],
])('[WATCH3] %s', (_, text) => {
  expect(read(text)).toEqual({ run: null, inner: null, series: {} });
});
