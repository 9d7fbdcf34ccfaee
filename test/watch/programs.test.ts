// Rows of programs that no recording is of, as their sources print them: what they are read as.
import { expect, test } from 'vitest';
import { progressOf } from '../../server/watch/progress.ts';
import { watchedText } from './watched.ts';

const rows = (count: number, row: (i: number) => string, end = '\n') =>
  Array.from({ length: count }, (_, i) => `${row(i)}${end}`).join('');

/** The run's done and total, and each metric's points, last step and last value. */
function read(text: string) {
  const state = watchedText(text);
  const run = progressOf(state).find(({ scope }) => scope === 'run');
  const series = state.series.map(({ name, taken, last }) => [name, taken, last.step, last.value]);
  return { run: run ? [run.done, run.total] : null, fraction: run?.fraction ?? null, series };
}

test('[WATCH4] darknet', () => {
  const { run, series } = read(
    rows(20, (i) => ` ${i + 1}: 8${i}.5, 9${i}.5 avg loss, 0.001 rate, 3.1 seconds, 64 images`),
  );
  expect(run).toEqual([20, null]);
  expect(series.slice(0, 2)).toEqual([
    ['loss', 20, 20, 819.5],
    ['avg loss', 20, 20, 919.5],
  ]);
});

test('[WATCH4] Marian', () => {
  const up = (i: number) => `[2024-03-02 10:00:${10 + i}] Ep. 1 : Up. ${i * 500} : Sen. ${i}00`;
  const { series } = read(
    `${rows(9, (i) => `${up(i)} : Cost 7.${i} * 412,345 @ 12,416 after 900,123 : Time 45.12s : 41230.12 words/s : gNorm 1.2 : L.r. 1.5e-04`)}[2024-03-02 10:01:10] [valid] Ep. 1 : Up. 4000 : bleu-detok : 21.5 : new best\n`,
  );
  expect(series).toEqual([
    ['cost', 9, 4000, 7.8],
    ['grad norm', 9, 4000, 1.2],
    ['lr', 9, 4000, 0.00015],
    ['valid bleu-detok', 1, 4000, 21.5],
  ]);
});

test('[WATCH4] ESPnet', () => {
  const at = '[gpu01] 2024-03-02 10:00:00,512';
  const epoch = (e: number) =>
    `${at} (trainer:300) INFO: ${e}/40epoch started. Estimated time to finish: 5 hours\n${rows(8, (k) => `${at} (trainer:762) INFO: ${e}epoch:train:${k * 100 + 1}-${k * 100 + 100}batch: loss_ctc=8${k}.5, acc=0.3${k}`)}${at} (trainer:357) INFO: ${e}epoch results: [train] acc=0.31, time=4 minutes, [valid] acc=0.4${e}, time=12 seconds\n`;
  const { run, series } = read(epoch(1) + epoch(2));
  expect(run).toEqual([1, 40]);
  expect(series.slice(0, 3)).toEqual([
    ['loss_ctc', 16, 1600, 87.5],
    ['acc', 16, 1600, 0.37],
    ['valid acc', 2, 1600, 0.42],
  ]);
});

test('[WATCH1] detectron2, whose evaluation counts by itself', () => {
  const { run, series } = read(
    `${rows(20, (i) => `[03/02 10:00:${10 + i} d2.utils.events]:  eta: 10:00:00  iter: ${i * 20 + 19}  total_loss: 1.${99 - i}  time: 0.4  lr: 0.0002  max_mem: 7812M`)}${rows(5, (i) => `[03/02 10:10:0${i} d2.evaluation.evaluator]: Inference done ${i * 100}/5000. Dataloading: 0.0013 s/iter. Eval: 0.0002 s/iter. ETA=0:03:33`)}`,
  );
  expect(run?.[0]).toBe(399);
  expect(series[0]).toEqual(['total_loss', 20, 399, 1.8]);
});

test.each([
  [
    'restic',
    rows(
      26,
      (i) =>
        `[0:${10 + i}] ${i * 2}.00%  ${i} files 0.${i} GiB, total 1200 files 4.000 GiB, 0 errors ETA 0:25`,
      '\r',
    ),
    0.5,
  ],
  [
    'aws',
    rows(
      26,
      (i) => `Completed ${i * 10}.0 MiB/500.0 MiB (22.3 MiB/s) with 7 file(s) remaining`,
      '\r',
    ),
    0.5,
  ],
  [
    'aws while it counts',
    rows(
      26,
      (i) =>
        `Completed ${i * 10}.0 MiB/~500.0 MiB (22.3 MiB/s) with ~7 file(s) remaining (calculating...)`,
      '\r',
    ),
    null,
  ],
  [
    'R',
    rows(26, (i) => `  |${'='.repeat(i).padEnd(50)}| ${String(i * 2).padStart(3)}%`, '\r'),
    0.5,
  ],
  [
    'GROMACS',
    `500000 steps,   1000.0 ps.\n${rows(26, (i) => `step ${i * 10_000}, will finish Sat Mar  2 12:31:07 2024`, '\r')}`,
    0.5,
  ],
  [
    'buildx',
    '#5 [1/4] FROM docker.io/library/debian\n#6 [2/4] RUN pip install x\n#6 1.2 Downloading\n#6 2.3  ━━━━━━━━━━━ 670.2/670.2 MB 2.9 MB/s eta 0:00:00\n#7 [3/4] COPY . .\n',
    0.5,
  ],
  [
    'buildx with stages',
    '#5 [builder 1/2] FROM docker.io/library/debian\n#6 [stage-1 2/2] RUN pip install x\n#6 2.3  ━━━━━━━━━━━ 670.2/670.2 MB 2.9 MB/s eta 0:00:00\n',
    null,
  ],
  [
    'a validation after the epoch’s bar',
    `Epoch 1/2\n${rows(11, (i) => `${i * 10}%|█████| ${i * 10}/100 [00:0${i % 10}<00:10, 10.0it/s]`, '\r')}\n${rows(5, (i) => `Validating: ${i * 25}%|██| ${i}/4 [00:01<00:01, 2.0it/s]`, '\r')}\n`,
    0.5,
  ],
] as const)('[WATCH1] %s', (_, text, fraction) => {
  expect(read(text).fraction).toBe(fraction);
});

test('[WATCH4] LAMMPS, whose columns nobody knows', () => {
  const head = '   Step          Temp          E_pair         TotEng         Press     \n';
  const { series } = read(
    head +
      rows(
        9,
        (i) =>
          `       ${i}00   1.4${i}           -6.77336${i}      -4.61343${i}      -5.0${i}     `,
      ),
  );
  expect(series[0]).toEqual(['Temp', 9, 800, 1.48]);
  expect(series).toHaveLength(4);
});

test.each([
  ['settings', 'train:\n  steps: 1000\n  iterations: 20\n'],
  ['settings in one row', "{'lr': 0.001, 'epochs': 90, 'batch_size': 32}\n"],
  ['an excerpt', rows(9, (i) => `${i} |     let error = ${i}.5;`)],
  [
    'devices',
    rows(9, (i) => `${i + 1}: eth${i}: <BROADCAST,UP> mtu 1400 qdisc pfifo state UP qlen 1000`),
  ],
  ['a recap', rows(9, (i) => `host${i}   : ok=${i}    changed=0    unreachable=1    failed=0`)],
  ['kernels', rows(9, (i) => `  triton_mm_1${i} 0.0461 ms 9${i}.8% `)],
  ['threads', 'system_info: n_threads = 8 / 16 | AVX = 1 | NEON = 0 |\n'],
])('[WATCH3] %s', (_, text) => {
  const { run, series } = read(text);
  expect(run?.[0] ?? null).toBeNull();
  expect(series.filter(([, taken]) => Number(taken) > 1)).toEqual([]);
});

test('[WATCH3] which of several processes a logger is in is no progress', () => {
  const text = rows(
    20,
    (i) =>
      `2024-03-02 10:00:00,123 INFO [train.py:910] (0/4) Epoch 3, batch ${i * 50}, loss=0.${99 - i}`,
  );
  const scopes = progressOf(watchedText(text)).map(({ total }) => total);
  expect(scopes).toEqual([null]);
});
