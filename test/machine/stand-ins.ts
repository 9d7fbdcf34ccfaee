// A machine of one's own for tests: a home and a folder of small programs that answer as conda,
// nvidia-smi and rocm-smi do, in their real formats. What GPUs hold is a file that tests write.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const recorded = fileURLToPath(new URL('../fixtures/machine', import.meta.url));

export interface StandIns {
  readonly home: string;
  /** The programs' folder: goes on a PATH. */
  readonly bin: string;
  /** Makes nvidia-smi: GPUs of 40 GiB, so much of each in use, and who uses it. */
  nvidia(usedMiB: readonly number[], uses?: readonly (readonly [number, number, number])[]): void;
  /** What each of them takes, may take, and how hot it is: [watts, limit, °C], words where it cannot tell. */
  power(each: readonly (readonly [string, string, string])[]): void;
  amd(): void;
  /** Makes conda, with base and the environments given, each of which can be activated. */
  conda(names: readonly string[]): string;
  write(path: string, text: string): string;
  program(path: string, text: string): string;
}

/** `atTheEnd` takes what cleans up. */
export function standIns(atTheEnd: (clean: () => void) => void = onTestFinished): StandIns {
  const root = mkdtempSync('/tmp/om-');
  atTheEnd(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, 'home');
  const bin = join(root, 'bin');
  for (const folder of [home, bin]) mkdirSync(folder);
  const write = (path: string, text: string): string => {
    const whole = join(root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };
  const program = (path: string, text: string): string => {
    const whole = write(path, text);
    chmodSync(whole, 0o755);
    return whole;
  };
  return {
    ...{ home, bin, write, program },
    nvidia(usedMiB, uses = []) {
      write('nvidia/gpus.csv', usedMiB.map((used, index) => gpuLine(index, used)).join(''));
      write('nvidia/uses.csv', uses.map((use) => useLine(...use)).join(''));
      const file = (name: string) => join(root, `nvidia/${name}.csv`);
      program(
        'bin/nvidia-smi',
        `#!/bin/sh\ncase "$1" in *power*) cat ${file('power')};; --query-gpu=*) cat ${file('gpus')};; *) cat ${file('uses')};; esac\n`,
      );
    },
    power(each) {
      write('nvidia/power.csv', each.map((words, at) => `${[at, ...words].join(', ')}\n`).join(''));
    },
    amd() {
      const file = join(recorded, 'rocm-smi.json');
      program(
        'bin/rocm-smi',
        `#!/bin/sh\necho 'WARNING: AMD GPU device(s) is/are in a low-power state.'\ncat ${file}\n`,
      );
    },
    conda(names) {
      const prefix = join(root, 'home/miniforge3');
      for (const folder of [prefix, ...names.map((name) => join(prefix, 'envs', name))]) {
        mkdirSync(join(folder, 'conda-meta'), { recursive: true });
        mkdirSync(join(folder, 'bin'), { recursive: true });
        writeFileSync(join(folder, 'conda-meta/python-3.11.5-hab00c5b_0_cpython.json'), '{}');
        const python = join(folder, 'bin/python');
        writeFileSync(python, '#!/bin/sh\necho Python 3.11.5\n');
        chmodSync(python, 0o755);
      }
      const info = readFileSync(join(recorded, 'conda-info.json'), 'utf8');
      writeFileSync(join(prefix, 'info.json'), info.replaceAll('/home/ada/miniforge3', prefix));
      const text = readFileSync(join(recorded, 'conda.sh'), 'utf8');
      program('home/miniforge3/bin/conda', text.replaceAll('@ROOT@', prefix));
      return prefix;
    },
  };
}

/** As `--query-gpu=index,uuid,name,memory.total,memory.free,utilization.gpu` prints one. */
function gpuLine(index: number, used: number): string {
  const name = 'NVIDIA A100-SXM4-40GB';
  return `${index}, ${uuid(index)}, ${name}, 40960, ${40339 - used}, ${used > 0 ? 97 : 0}\n`;
}

/** As `--query-compute-apps=gpu_uuid,pid,used_memory` does. */
function useLine(index: number, pid: number, mib: number): string {
  return `${uuid(index)}, ${pid}, ${mib}\n`;
}

function uuid(index: number): string {
  return `GPU-8f2b6c1e-3d4a-5b6c-7d8e-9f0a1b2c3d4${index}`;
}
