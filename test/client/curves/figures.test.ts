import { describe, expect, it } from 'vitest';
import { csvText, textCell } from '../../../client/curves/csv.ts';
import { gpuFigures, metricFigures } from '../../../client/curves/figures.ts';
import { mergeReport } from '../../../client/curves/merge.ts';
import type { WatchReport } from '../../../server/protocol/watch-report.ts';
import { pointAt, seriesOf } from './series.ts';

describe('figures', () => {
  it('[CURVE1] one for each group, its members told apart by what is not the group’s name', () => {
    const [loss, rate] = metricFigures(
      [
        seriesOf('train_loss', [0.9, 0.312]),
        seriesOf('lr', [0.1, 0.1], { group: 'lr', better: null }),
        seriesOf('val loss', [0.8, 0.334, 0.337]),
      ],
      'step',
    );
    expect(loss?.title).toBe('loss');
    expect(loss?.heads.map(({ label, words }) => [label, words])).toEqual([
      ['train', '0.312'],
      ['val', '0.337, best 0.334 at 1'],
    ]);
    expect(loss?.heard).toBe(
      'train_loss: last 0.312, best 0.312; val loss: last 0.337, best 0.334',
    );
    expect(rate?.heads).toEqual([{ label: '', colour: 0, words: '0.1' }]);
    expect(rate?.title).toBe('lr');
  });

  it('[CURVE1] labels that would be the same stay whole', () => {
    const [figure] = metricFigures([seriesOf('a/loss', [1]), seriesOf('a_loss', [1])], 'step');
    expect(figure?.heads.map(({ label }) => label)).toEqual(['a/loss', 'a_loss']);
  });

  it('[CURVE9] a metric of each epoch stands where the batches were when it was printed', () => {
    const batches = Array.from({ length: 300 }, (_, n) => ({
      ...pointAt(n, 1),
      line: 10 + Math.floor(n / 100) * 2,
    }));
    const epochs = [1, 2, 3].map((n) => ({ ...pointAt(n, n), line: 9 + n * 2 }));
    const [figure] = metricFigures(
      [
        seriesOf('loss', [], { points: batches, last: batches[299] ?? pointAt(0, 0) }),
        seriesOf('val_loss', [], { points: epochs, last: epochs[2] ?? pointAt(0, 0) }),
      ],
      'step',
    );
    expect(figure?.lines[1]?.points.map(({ x }) => x)).toEqual([99, 199, 299]);
    const same = metricFigures([seriesOf('loss', [1, 2, 3]), seriesOf('val_loss', [1, 2])], 'step');
    expect(same[0]?.lines[1]?.points.map(({ x }) => x)).toEqual([0, 1]);
  });

  it('[CURVE2] by time what has none has no place, and a clock that went back leaves x rising', () => {
    const points = [
      { ...pointAt(0, 1), time: 3000 },
      { ...pointAt(1, 2), time: null },
      { ...pointAt(2, 3), time: 2000 },
    ];
    const [figure] = metricFigures([seriesOf('loss', [], { points })], 'time');
    expect(figure?.lines[0]?.points.map(({ x, step }) => [x, step])).toEqual([
      [2000, 2],
      [3000, 0],
    ]);
  });

  it('[CURVE6] of a GPU its use and memory over time, and its last values in words', () => {
    const sample = { use: 97, memoryMiB: 72_704, watts: 388, celsius: null, ownMemoryMiB: null };
    const gpu = { index: 0, name: 'H100', totalMiB: 81_920, samples: [{ time: 1, ...sample }] };
    const [figure] = gpuFigures([gpu, { ...gpu, index: 1, samples: [] }]);
    expect(figure?.heads.map(({ label, words }) => `${label} ${words}`.trim())).toEqual([
      'use 97 %',
      'memory 71 GB of 80 GB',
      '388 W',
    ]);
    expect(figure?.lines[1]?.points[0]?.y).toBeCloseTo(88.75);
    const unknown = { ...sample, use: null, memoryMiB: null, watts: null };
    const [bare] = gpuFigures([{ ...gpu, totalMiB: null, samples: [{ time: 1, ...unknown }] }]);
    expect(bare?.heads).toEqual([]);
  });
});

describe('what has changed in a report', () => {
  const report = (changes: Partial<WatchReport>): WatchReport => ({
    ...{ next: 'n', whole: false, read: 1, series: [], events: [], gpus: [] },
    ...changes,
  });

  it('[CURVE3] new points take the place of all from their first step on; new metrics come last', () => {
    const known = report({ whole: true, series: [seriesOf('loss', [4, 3, 2, 1])] });
    const late = seriesOf('loss', [], { points: [pointAt(2, 9), pointAt(7, 8)] });
    const merged = mergeReport(known, report({ series: [seriesOf('acc', [1]), late] }));
    expect(merged.series.map(({ name }) => name)).toEqual(['loss', 'acc']);
    expect(merged.series[0]?.points.map(({ step, value }) => [step, value])).toEqual([
      [0, 4],
      [1, 3],
      [2, 9],
      [7, 8],
    ]);
    expect(mergeReport(merged, known).series[0]?.points).toHaveLength(4);
  });

  it('[CURVE3] GPU samples are appended, none twice', () => {
    const none = { use: 1, memoryMiB: null, watts: null, celsius: null, ownMemoryMiB: null };
    const gpu = (...times: number[]) => ({
      ...{ index: 0, name: 'A', totalMiB: null },
      samples: times.map((time) => ({ time, ...none })),
    });
    const merged = mergeReport(report({ gpus: [gpu(1, 2)] }), report({ gpus: [gpu(2, 3)] }));
    expect(merged.gpus[0]?.samples.map(({ time }) => time)).toEqual([1, 2, 3]);
  });
});

describe('curves as a file', () => {
  it('[CURVE8] what a log names a metric is never a formula, and numbers stay numbers', () => {
    for (const name of [
      '=1+1',
      '@SUM(A1)',
      '+cmd|x',
      '-2+3',
      '\t=1',
      ' =1',
      '\r=1',
      '\tx',
      '＝1+1',
    ]) {
      expect(textCell(name).replace(/^"/, '')[0]).toBe("'");
    }
    expect(textCell('-0.5')).toBe('-0.5');
    expect(textCell('loss')).toBe('loss');
    expect(textCell('a,"b"\n')).toBe('"a,""b""\n"');
    const text = csvText([seriesOf('=HYPERLINK("http://x")', [-0.5, null])]);
    expect(text.split('\r\n')).toEqual([
      'metric,step,value,time,line',
      `"'=HYPERLINK(""http://x"")",0,-0.5,2025-12-01T06:20:00.000Z,11`,
      `"'=HYPERLINK(""http://x"")",1,nan,2025-12-01T06:20:01.000Z,12`,
      '',
    ]);
  });
});
