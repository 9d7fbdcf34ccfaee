// `outlive wait-gpu`: waits for free GPUs, takes them for the script or shell that calls it, and prints
// what shows a program them: their numbers, by PCI bus, which CUDA has to be told to count by.
import { visibleAs } from '../machine/gpu-state.ts';
import { Gpus } from '../machine/gpus.ts';
import { giveBack, withLeases } from '../machine/leases.ts';
import { leaseHolder, waitForGpus } from '../machine/wait-for-gpus.ts';
import { Failure } from '../protocol/failure.ts';
import { freeGpusInWords } from '../sessions/script.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { gpuNumbers } from './gpus.ts';
import { UsageError } from './options.ts';
import { ownSession } from './own-session.ts';

/** As timeout(1) has it. */
const gaveUp = 124;
const longestSeconds = 2_000_000;
const mostGpus = 64;
const mostMiB = 100_000_000;

export const waitGpu: Command = {
  usage:
    'wait-gpu --count N [--min-free MIB] [--among 0,1] [--timeout SECONDS] | wait-gpu --give-back',
  about: {
    summary: 'wait until GPUs are free, take them for the calling script, print their numbers',
    options: {
      count: 'How many.',
      'min-free': 'A GPU with less free memory, in MiB, is not free; else nine tenths have to be.',
      among: 'Only of these, by the numbers nvidia-smi or rocm-smi has for them.',
      timeout: 'Give up after so many seconds, with exit status 124.',
      'give-back': 'Let others have those that the calling script has taken.',
    },
    more: [
      'First come, first served. The GPUs stay leased until the script or shell that called this ends, however it ends, or releases them; no two callers get the same GPU.',
      'The numbers are those of nvidia-smi: CUDA counts like that only with CUDA_DEVICE_ORDER=PCI_BUS_ID, else the fastest first. A GPU in MIG mode is printed as the UUIDs of its slices. With cards of AMD, set HIP_VISIBLE_DEVICES.',
      'A GPU of which nothing tells whether it is in use is never taken.',
    ],
    examples: [
      [
        'CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES=$(outlive wait-gpu --count 1) python train.py',
        'start as soon as one is free',
      ],
    ],
  },
  syntax: {
    count: 'value',
    'min-free': 'value',
    among: 'value',
    timeout: 'value',
    'give-back': 'nothing',
  },
  operands: [0, 0],
  async run(options, caller) {
    const state = openStateDirectory(caller.env);
    const holder = leaseHolder();
    if (options.has('give-back')) {
      await withLeases(state.gpuDir, () => giveBack(state.gpuDir, holder));
      return 0;
    }
    const count = options.wholeNumber('count', 1, mostGpus);
    if (count === undefined) throw new UsageError('--count is missing');
    const among = options.value('among');
    const seconds = options.wholeNumber('timeout', 0, longestSeconds);
    const session = ownSession(state, caller.env);
    const what = freeGpusInWords(count);
    const gpus = new Gpus();
    const taken = await waitForGpus({
      ...{ state, holder, count, gpus, session: session?.id ?? null },
      minFreeMiB: options.wholeNumber('min-free', 0, mostMiB) ?? null,
      among: among === undefined ? null : gpuNumbers('among', among),
      deadline: seconds === undefined ? null : performance.now() + seconds * 1000,
      onWaiting: async () => {
        caller.warn(`Waiting for ${what}.`);
        await session?.waits(what);
      },
    });
    if (taken === null) {
      caller.warn(`outlive: ${new Failure('timed-out', what).message}`);
      return gaveUp;
    }
    await session?.waited(what, taken);
    const { gpus: known } = await gpus.look();
    caller.print(taken.map((index) => visibleAs(index, known)).join(','));
    return 0;
  },
};
