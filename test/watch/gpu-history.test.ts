// Samples of GPUs over a session's life, and what they say of its work.
import { expect, test } from 'vitest';
import {
  addSample,
  type GpuHistory,
  parseHistories,
  samplesSince,
  workOfGpu,
  workOfGpus,
} from '../../server/watch/gpu-history.ts';

const begun = 1_764_570_000_000;
const gpu = (index: number) => ({ index, name: 'NVIDIA H100 80GB HBM3', totalMiB: 81_559 });

test.each([1, 8, 40])(
  '[WATCH16] half a year of %i GPUs takes less than 200 KB, the newest hour at full resolution',
  (count) => {
    const histories: GpuHistory[] = [];
    const samples = count === 40 ? 3000 : 40_000;
    for (let at = 0; at < samples; at++)
      for (let index = 0; index < count; index++)
        addSample(histories, gpu(index), {
          time: begun + at * 10_000,
          use: at % 101,
          memoryMiB: at === 77 ? 81_000 : 70_000 + (at % 9),
          watts: 650,
          celsius: 70,
          ownMemoryMiB: 69_999,
        });
    expect(JSON.stringify(histories).length).toBeLessThan(200_000);
    for (const { samples: kept } of samplesSince(histories, null)) {
      const times = kept.map(({ time }) => time);
      expect(times.at(-1)).toBe(begun + (samples - 1) * 10_000);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const [newest = 0, before = 0] = times.slice(-2).reverse();
      expect(newest - before).toBe(10_000);
      // What was most is not averaged away.
      expect(Math.max(...kept.map(({ memoryMiB }) => memoryMiB ?? 0))).toBe(81_000);
    }
    const newer = samplesSince(histories, begun + (samples - 3) * 10_000);
    expect(newer.map((one) => one.samples.length)).toEqual(histories.map(() => 2));
  },
);

test('[WATCH16] what is unknown stays unknown, a clock that was set back adds nothing, damage is left out', () => {
  const histories: GpuHistory[] = [];
  const nothing = { use: null, memoryMiB: null, watts: null, celsius: null, ownMemoryMiB: null };
  for (const time of [begun, begun + 10_000, begun - 5000, begun + 10_000])
    addSample(histories, gpu(0), { ...nothing, time });
  expect(samplesSince(histories, null)[0]?.samples).toEqual([
    { ...nothing, time: begun },
    { ...nothing, time: begun + 10_000 },
  ]);
  const stored = JSON.parse(JSON.stringify(histories)) as unknown[];
  expect(parseHistories(stored)).toEqual(histories);
  const damaged = [
    ...stored,
    null,
    { index: 1, name: 'x', totalMiB: 'y', samples: [[1], 'z', null] },
  ];
  expect(parseHistories(damaged)).toEqual([
    ...histories,
    { index: 1, name: 'x', totalMiB: null, samples: [] },
  ]);
  for (const none of [null, 3, {}, [[]]]) expect(parseHistories(none)).toEqual([]);
});

test('[WATCH17] a GPU that claims to be busy at the power of one that waits is hung', () => {
  expect(workOfGpu({ use: 100, watts: 640, limitWatts: 700 })).toBe('working');
  expect(workOfGpu({ use: 100, watts: 120, limitWatts: 700 })).toBe('hung');
  // A small model takes little power, and little of its time.
  expect(workOfGpu({ use: 40, watts: 120, limitWatts: 700 })).toBe('working');
  expect(workOfGpu({ use: 100, watts: null, limitWatts: 700 })).toBe('working');
  expect(workOfGpu({ use: 0, watts: 60, limitWatts: 700 })).toBe('idle');
  expect(workOfGpu({ use: null, watts: 60, limitWatts: 700 })).toBeNull();
  expect(workOfGpus(['hung', 'idle', 'hung'])).toBe('hung');
  expect(workOfGpus(['hung', 'working'])).toBe('working');
  expect(workOfGpus(['idle', 'idle'])).toBe('idle');
  expect(workOfGpus(['idle', null])).toBeNull();
  expect(workOfGpus([])).toBeNull();
});
