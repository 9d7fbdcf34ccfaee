import { describe, expect, test } from 'vitest';
import { lookAtAmd } from '../../server/machine/amd.ts';
import { Gpus } from '../../server/machine/gpus.ts';
import { parseGpus, parseUses } from '../../server/machine/nvidia.ts';
import { run } from '../../server/machine/run.ts';
import { processIdentity } from '../../server/sessions/process-identity.ts';
import { standIns } from './stand-ins.ts';

describe('GPUs', () => {
  test('[JOB8] nvidia-smi: each with its memory, its use, and who uses it', async () => {
    const machine = standIns();
    machine.nvidia([0, 31_000], [[1, 4242, 30_588]]);
    const looked = await new Gpus(() => [machine.bin]).look();
    const a100 = { vendor: 'nvidia', name: 'NVIDIA A100-SXM4-40GB', memoryMiB: 40_960 };
    expect(looked).toEqual({
      gpus: [
        { ...a100, index: 0, freeMiB: 40_339, utilization: 0 },
        { ...a100, index: 1, freeMiB: 9339, utilization: 97 },
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
    expect(found?.gpu).toMatchObject({ index: 3, name: 'NVIDIA GeForce RTX 2080, Max-Q' });
    expect(found?.gpu).toMatchObject({ memoryMiB: 8192, freeMiB: 8000, utilization: null });
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
    const name = 'AMD INSTINCT MI250X (MCM) OAM AC MBA';
    expect(looked).toEqual({
      gpus: [
        { index: 0, vendor: 'amd', name, memoryMiB: 65_520, freeMiB: 65_510, utilization: 3 },
        { index: 1, vendor: 'amd', name, memoryMiB: 65_520, freeMiB: 32_760, utilization: null },
      ],
      uses: [{ index: 1, pid: 9001, memoryMiB: 32_754 }],
      problem: null,
      late: false,
    });
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
});
