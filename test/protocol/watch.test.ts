// What cards and curves are sent: short, and read again as it was.
import { expect, test } from 'vitest';
import {
  parseWatch,
  type WatchSummary,
  watchFields,
  watchToWire,
} from '../../server/protocol/watch.ts';
import { parseReport, reportToWire, type WatchReport } from '../../server/protocol/watch-report.ts';

const usual: WatchSummary = {
  progress: {
    scope: 'run',
    done: 47_000,
    total: 100_000,
    fraction: 0.47,
    unit: 'step',
    rate: 4.1,
    eta: 1_764_570_000_000,
    state: 'normal',
  },
  headline: { name: 'train loss', value: 0.31237, trend: -1, best: 0.2981, better: 'lower' },
  quiet: null,
  waitingForInput: null,
  lastEvent: { kind: 'checkpoint', line: 93_012 },
  metrics: 4,
};

const quiet: WatchSummary = {
  ...usual,
  progress: {
    scope: 'phase',
    done: null,
    total: null,
    fraction: 0.12,
    unit: '',
    rate: null,
    eta: null,
    state: 'paused',
  },
  headline: { name: 'mfu', value: null, trend: null, best: null, better: null },
  quiet: { since: 1_764_500_000_000, stalled: true },
  waitingForInput: { since: 1_764_500_001_000, prompt: 'Overwrite? [y/N]' },
};

test('[WATCH8] a usual card is told of in less than 120 bytes, and read as it was', () => {
  const wire = watchToWire(usual);
  expect(JSON.stringify(wire).length).toBeLessThanOrEqual(120);
  expect(parseWatch(JSON.parse(JSON.stringify(wire)))).toEqual(usual);
  expect(parseWatch(JSON.parse(JSON.stringify(watchToWire(quiet))))).toEqual(quiet);
});

test('[WATCH8] what is not through is never rounded to all of it', () => {
  const progress = { ...usual.progress, done: 999_999, total: 1_000_000, fraction: 0.999_999 };
  const read = parseWatch(watchToWire({ ...usual, progress } as WatchSummary));
  expect(read?.progress).toMatchObject({ done: 999_990, fraction: 0.999_99 });
  for (const done of [0, 1, 0.3, 47_000, 99_999, 123_456, 0.000_012_345_67])
    expect(
      parseWatch(watchToWire({ ...usual, progress: { ...progress, done } } as WatchSummary))
        ?.progress?.done,
    ).toBeLessThanOrEqual(done);
});

test('[WATCH8] what is unknown is not sent, and a card without anything to say has nothing', () => {
  const nothing: WatchSummary = {
    progress: null,
    headline: null,
    quiet: null,
    waitingForInput: null,
    lastEvent: null,
    metrics: 0,
  };
  expect(watchToWire(nothing)).toBeNull();
  expect(watchFields(null)).toEqual({
    progress: null,
    headline: null,
    waitingForInput: null,
    quiet: null,
  });
  for (const damaged of [
    null,
    3,
    'x',
    [],
    {},
    { p: 1, h: {}, q: 'x', w: [1], l: ['x', 1], m: '1' },
  ])
    expect(parseWatch(damaged)).toBeNull();
});

test('[WATCH9] a report of curves is read as it was', () => {
  const points = [
    { step: 10, value: 2.5, time: 1_764_570_000_000, line: 3 },
    { step: 20, value: null, time: null, line: 4 },
    { step: 40, value: 1.25, time: 1_764_570_060_000, line: 90 },
  ];
  const report: WatchReport = {
    next: 'a.17',
    whole: true,
    read: 1,
    series: [
      {
        name: 'loss',
        group: 'loss',
        unit: '',
        better: 'lower',
        last: points[2] as (typeof points)[0],
        low: 1.25,
        high: 2.5,
        taken: 3,
        points,
      },
    ],
    events: [
      {
        kind: 'oom',
        line: 91,
        time: null,
        step: 40,
        serious: true,
        count: 2,
        text: 'CUDA out of memory',
      },
    ],
    gpus: [
      {
        index: 1,
        name: 'NVIDIA A100',
        totalMiB: 81_920,
        samples: [
          {
            time: 1_764_570_000_000,
            use: 99,
            memoryMiB: 70_000,
            watts: null,
            celsius: 61,
            ownMemoryMiB: 60_000,
          },
        ],
      },
    ],
  };
  expect(parseReport(JSON.parse(JSON.stringify(reportToWire(report))))).toEqual(report);
  const damaged = { ...reportToWire(report), series: [{ n: 'x' }, 7], events: [[]], gpus: [null] };
  expect(parseReport(damaged)).toMatchObject({ series: [], events: [], gpus: [] });
  for (const none of [null, 3, [], {}, { next: 'a' }]) expect(parseReport(none)).toBeNull();
});
