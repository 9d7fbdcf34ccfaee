import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processIdentity } from '../../server/identity/process-identity.ts';
import { lookAtAmd, parseCards } from '../../server/machine/amd.ts';
import { Gpus, ofThisNamespace } from '../../server/machine/gpus.ts';
import { assembled, parseGpus, parseSlices, parseUses } from '../../server/machine/nvidia.ts';
import { run } from '../../server/machine/run.ts';
import { standIns } from './stand-ins.ts';

describe('GPUs', () => {
  test('[JOB8] nvidia-smi: each with its memory, its use, and who uses it', async () => {
    const machine = standIns();
    machine.nvidia([0, 31_000], [[1, 4242, 30_588]]);
    const looked = await new Gpus(() => [machine.bin]).look();
    const a100 = { vendor: 'nvidia', name: 'NVIDIA A100-SXM4-40GB', memoryMiB: 40_960, slices: [] };
    expect(looked).toEqual({
      gpus: [
        { ...a100, index: 0, freeMiB: 40_339, utilization: 0, idle: true },
        { ...a100, index: 1, freeMiB: 9339, utilization: 97, idle: false },
      ],
      uses: [{ index: 1, pid: 4242, memoryMiB: 30_588 }],
      problem: null,
      late: false,
    });
  });

  test('[JOB8] what nvidia-smi does not know is unknown, and lines that are none are passed over', () => {
    const csv =
      'Warning: infoROM is corrupted at gpu 0000:01:00.0\n3, GPU-0b, NVIDIA GeForce RTX 2080, Max-Q, 8192, 8000, [N/A]\n\n';
    const [found] = parseGpus(csv);
    expect(found).toMatchObject({ index: 3, name: 'NVIDIA GeForce RTX 2080, Max-Q' });
    expect(found).toMatchObject({ memoryMiB: 8192, freeMiB: 8000, utilization: null });
    expect(parseUses('GPU-0b, 77, [N/A]\nGPU-other, 78, 5\nx\n', parseGpus(csv))).toEqual([
      { index: 3, pid: 77, memoryMiB: null },
    ]);
  });

  test('[JOB8] rocm-smi, and the memory of processes that the kernel tells of', async () => {
    const machine = standIns();
    machine.amd();
    machine.write('kfd/9001/vram_22485', '34345058304\n');
    machine.write('kfd/9001/vram_11743', '0\n');
    const looked = await lookAtAmd([machine.bin], machine.write('kfd/x', '').slice(0, -2));
    const common = {
      ...{ vendor: 'amd', name: 'AMD INSTINCT MI250X (MCM) OAM AC MBA', slices: [] },
      memoryMiB: 65_520,
    };
    expect(looked).toEqual({
      gpus: [
        { ...common, index: 0, freeMiB: 65_510, utilization: 3, idle: true },
        { ...common, index: 1, freeMiB: 32_760, utilization: null, idle: false },
      ],
      uses: [{ index: 1, pid: 9001, memoryMiB: 32_754 }],
      problem: null,
      late: false,
    });
  });

  test('[JOB25] in a container, a number that a driver reports is a process of ours only if that has a GPU open', () => {
    const use = { index: 0, pid: process.pid, memoryMiB: 5 };
    expect(ofThisNamespace(use)).toEqual({ ...use, pid: null });
    expect(ofThisNamespace({ ...use, pid: 2 ** 22 + 1 }).pid).toBeNull();
  });

  test('[JOB8] no program, no GPUs; a broken driver is told in its own words', async () => {
    const machine = standIns();
    const look = () => new Gpus(() => [machine.bin]).look();
    expect(await look()).toEqual({ gpus: [], uses: [], problem: null, late: false });
    machine.program('bin/nvidia-smi', '#!/bin/sh\necho "No devices were found"\nexit 6\n');
    expect(await look()).toEqual({ gpus: [], uses: [], problem: null, late: false });
    const words =
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.";
    machine.program('bin/nvidia-smi', `#!/bin/sh\necho "${words}"\nexit 9\n`);
    expect((await look()).problem).toMatch(/^nvidia-smi failed: NVIDIA-SMI has failed because/);
  });

  test('[JOB7] a program that hangs is given up and ended, with what it has started', async () => {
    const { program, home } = standIns();
    const hangs = program('bin/hangs', '#!/bin/sh\necho began\nsleep 1000 & echo $! >&3\nwait\n');
    const result = await run({ program: hangs, cwd: home, withinMs: 400, report: true });
    expect(result).toMatchObject({ kind: 'late', exitCode: null, said: 'began\n' });
    await expect.poll(() => processIdentity(Number(result.report))).toBeNull();
    expect(await run({ program: '/nowhere/at/all', withinMs: 400 })).toMatchObject({
      kind: 'missing',
    });
  });

  test('[JOB23] whatever field a driver cannot tell is unknown, and no GPU that may be in use is idle', () => {
    const untold = ['[N/A]', '[Not Supported]', '[Insufficient Permissions]', '[Unknown Error]'];
    const words = [...untold, 'ERR!', 'N/A', '-1', '', '40 960', 'nan'];
    for (const [memory = '', free = '', use = ''] of triples(['40960', '0', ...words])) {
      const csv = `0, GPU-0a, NVIDIA A100, ${memory}, ${free}, ${use}\n`;
      for (const uses of [
        null,
        '',
        'GPU-0a, 77, [N/A]\n',
        '[Insufficient Permissions], [N/A], 1\n',
      ]) {
        const { gpus, uses: told } = assembled(parseGpus(csv), new Map(), uses);
        const [gpu] = gpus;
        const where = JSON.stringify({ csv, uses });
        for (const [text, value] of [
          [memory, gpu?.memoryMiB],
          [free, gpu?.freeMiB],
          [use, gpu?.utilization],
        ] as const) {
          expect(value, where).toBe(/^\d+$/.test(text) ? Number(text) : null);
        }
        const roomy =
          /^\d+$/.test(memory) && /^\d+$/.test(free) && Number(free) >= Number(memory) * 0.9;
        const seenIdle = uses === '' && use === '0';
        const knowsRoom = gpu?.memoryMiB !== null && gpu?.freeMiB !== null;
        expect(gpu?.idle === true, where).toBe(knowsRoom ? roomy : seenIdle);
        if (told.length > 0 && !knowsRoom) expect(gpu?.idle, where).toBe(false);
      }
    }
  });

  test('[JOB23] no text of a tool is an exception, however it is cut and turned over', () => {
    const listed = readFileSync(
      join(import.meta.dirname, '../fixtures/machine/rocm-smi.json'),
      'utf8',
    );
    const mig = `GPU 0: NVIDIA A100 (UUID: GPU-0a)\n  MIG 1g.5gb Device 0: (UUID: MIG-1b)\nGPU 1: x (UUID: GPU-1a)\n`;
    expect([...parseSlices(mig)]).toEqual([
      ['GPU-0a', ['MIG-1b']],
      ['GPU-1a', []],
    ]);
    const csv =
      '0, GPU-0a, A100, 40960, 40000, 3\n1, GPU-1a, A100, [N/A], ERR!, [N/A]\nGPU-0a, 7, 9\n';
    for (const text of [
      listed,
      mig,
      csv,
      'null',
      '{"card0": null, "card1": [], "card2": {"GUID": 3}}',
    ]) {
      for (const spoiled of spoilings(text)) {
        const gpus = parseGpus(spoiled);
        assembled(gpus, parseSlices(spoiled), spoiled);
        for (const { gpu } of parseCards(spoiled)) {
          expect([gpu.memoryMiB, gpu.freeMiB].some(Number.isNaN)).toBe(false);
        }
      }
    }
    expect(parseCards(`${listed}\nWARNING: one more line`)).toEqual(parseCards(listed));
    const without = listed.replace(
      /"VRAM Total Used Memory \(B\)": "\d+"/,
      '"VRAM Total Used Memory (B)": "N/A"',
    );
    expect(parseCards(without)[0]?.gpu.freeMiB).toBeNull();
  });
});

function triples(words: readonly string[]): string[][] {
  return words.flatMap((a) => words.flatMap((b) => words.map((c) => [a, b, c])));
}

/** Cut at every place, and with a character changed at every place. */
function* spoilings(text: string): Generator<string> {
  for (let at = 0; at <= text.length; at += Math.ceil(text.length / 300)) {
    yield text.slice(0, at);
    yield text.slice(at);
    for (const other of ['', '{', '"', '\0', ','])
      yield text.slice(0, at) + other + text.slice(at + 1);
  }
}
