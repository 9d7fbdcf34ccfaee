// GPUs sampled for the sessions that compute on them, with stand-ins for the makers' programs.
import { expect, onTestFinished, test } from 'vitest';
import { GpuSamples } from '../../../server/gateway/watching/gpu-samples.ts';
import { lookAtPower, parseAmdPower, parseNvidiaPower } from '../../../server/machine/gpu-power.ts';
import { Gpus } from '../../../server/machine/gpus.ts';
import { launchSession } from '../../../server/sessions/launch.ts';
import { SessionDirectory } from '../../../server/sessions/session-directory.ts';
import { testHostDirectory } from '../../build.ts';
import { standIns } from '../../machine/stand-ins.ts';
import { testState } from '../gateways.ts';

async function sampled() {
  const state = await testState();
  const machine = standIns();
  const env = { PATH: process.env.PATH ?? '' };
  const launched = await launchSession(state, {
    ...{ hostSource: testHostDirectory, name: 'train', command: ['sleep', '1000'], env },
    login: false,
  });
  const directory = new SessionDirectory(state);
  const clock = { now: 1_764_570_000_000, isLookedAt: true, looks: 0 };
  const start = async () => {
    const entries = { all: await directory.localEntries() };
    const gpus = new Gpus(() => [machine.bin]);
    const samples = new GpuSamples({
      look: () => {
        clock.looks++;
        return gpus.look({ anew: true });
      },
      power: (vendor) => lookAtPower(vendor, [machine.bin]),
      leases: async () => [],
      sessions: () => entries.all,
      isLookedAt: () => clock.isLookedAt,
      now: () => clock.now,
    });
    onTestFinished(() => samples.close());
    return { samples, entries };
  };
  const pid = (await directory.find('train')).host?.programPid ?? 0;
  return { machine, directory, launched, pid, clock, start };
}

test('[WATCH16] a session has the samples of the GPUs that its processes compute on, and they outlive the gateway', async () => {
  const { machine, directory, pid, clock, start } = await sampled();
  machine.nvidia([0, 31_000], [[1, pid, 30_588]]);
  machine.power([
    ['60.12', '400.00', '33'],
    ['391.5', '400.00', '[N/A]'],
  ]);
  const first = await start();
  const entry = await directory.find('train');
  await first.samples.take();
  clock.now += 10_000;
  machine.power([
    ['60.12', '400.00', '33'],
    ['90.5', '400.00', '61'],
  ]);
  await first.samples.take();
  expect(first.samples.workOf(entry.id)).toBe('hung');
  const a100 = { index: 1, name: 'NVIDIA A100-SXM4-40GB', totalMiB: 40_960 };
  const seen = { use: 97, memoryMiB: 31_621, ownMemoryMiB: 30_588 };
  const both = [
    { time: 1_764_570_000_000, ...seen, watts: 392, celsius: null },
    { time: 1_764_570_010_000, ...seen, watts: 91, celsius: 61 },
  ];
  expect(first.samples.of(entry, null)).toEqual([{ ...a100, samples: both }]);
  expect(first.samples.of(entry, 1_764_570_000_000)).toEqual([{ ...a100, samples: [both[1]] }]);
  await first.samples.close();
  const second = await start();
  expect(second.samples.of(entry, null)).toEqual([{ ...a100, samples: both }]);
  clock.now += 100_000;
  await second.samples.take();
  expect(second.samples.of(entry, null)[0]?.samples.length).toBe(3);
  // A word that is old says nothing of now.
  clock.now += 100_000;
  expect(second.samples.workOf(entry.id)).toBeNull();
  // It has ended: what there is was kept, and nothing is added.
  second.entries.all = [];
  await second.samples.take();
  expect(second.samples.of(entry, null)[0]?.samples.length).toBe(3);
});

test('[WATCH16] nobody is asked while no page looks and no job runs, nor where there are no GPUs', async () => {
  const { machine, directory, clock, start } = await sampled();
  const { samples } = await start();
  const entry = await directory.find('train');
  clock.isLookedAt = false;
  await samples.take();
  expect(clock.looks).toBe(0);
  clock.isLookedAt = true;
  await samples.take();
  expect(clock.looks).toBe(1);
  expect(samples.of(entry, null)).toEqual([]);
  machine.program('bin/nvidia-smi', '#!/bin/sh\necho broken; exit 9\n');
  await samples.take();
  expect(samples.of(entry, null)).toEqual([]);
  expect(samples.workOf(entry.id)).toBeNull();
});

test('[WATCH16] what a maker’s program does not tell is unknown, and no text of it is an exception', () => {
  expect(
    parseNvidiaPower('0, [N/A], 400.00, 33\nwarning\n1, 61.5, ERR!, [Not Supported]\n2, 3\n'),
  ).toEqual([
    { index: 0, watts: null, limitWatts: 400, celsius: 33 },
    { index: 1, watts: 61.5, limitWatts: null, celsius: null },
  ]);
  const json =
    '{"card0": {"Average Graphics Package Power (W)": "92.0", "Max Graphics Package Power (W)": "560.0", "Temperature (Sensor edge) (C)": "36.0"}, ' +
    '"card1": {"Current Socket Graphics Package Power (W)": "N/A", "Temperature (Sensor junction) (C)": "41.0"}, "system": {}}';
  expect(parseAmdPower(`WARNING: low power\n${json}`)).toEqual([
    { index: 0, watts: 92, limitWatts: 560, celsius: 36 },
    { index: 1, watts: null, limitWatts: null, celsius: 41 },
  ]);
  for (const text of ['', 'null', '{"card0": null, "card1": 3}', '{', '[1]'])
    expect([parseAmdPower(text), parseNvidiaPower(text)]).toEqual([[], []]);
});
