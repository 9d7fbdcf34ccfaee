// NVIDIA's GPUs, as nvidia-smi tells of them: CSV without header and units (nvidia-smi(1),
// --help-query-gpu, --help-query-compute-apps). A value it does not know is in brackets: [N/A].
import type { GpuState, GpuUse, Looked } from './gpu-state.ts';
import { findProgram } from './programs.ts';
import { type RunResult, run } from './run.ts';

const gpuFields = 'index,uuid,name,memory.total,memory.free,utilization.gpu';
const useFields = 'gpu_uuid,pid,used_memory';
const format = '--format=csv,noheader,nounits';
/** A driver that wakes up takes a second or two unless its persistence mode is on. */
const withinMs = 6000;

/** Null when there is no nvidia-smi, or it finds no GPU. */
export async function lookAtNvidia(folders: readonly string[]): Promise<Looked | null> {
  const program = findProgram('nvidia-smi', folders);
  if (program === null) return null;
  const [gpus, uses] = await Promise.all([
    run({ program, args: [`--query-gpu=${gpuFields}`, format], withinMs }),
    run({ program, args: [`--query-compute-apps=${useFields}`, format], withinMs }),
  ]);
  const problem = problemOf(gpus);
  if (problem !== null) return { gpus: [], uses: [], problem, late: gpus.kind === 'late' };
  const found = parseGpus(gpus.stdout);
  if (found.length === 0) return null;
  return {
    ...{ gpus: found.map(({ gpu }) => gpu), uses: parseUses(uses.stdout, found) },
    ...{ problem: null, late: false },
  };
}

function problemOf({ kind, exitCode, said }: RunResult): string | null {
  if (kind === 'late') return 'nvidia-smi does not answer: its driver may hang.';
  // 6: no devices were found.
  if (kind === 'missing' || exitCode === 0 || exitCode === 6) return null;
  return `nvidia-smi failed: ${said.trim().split('\n')[0]?.slice(0, 200) ?? ''}`;
}

interface NamedGpu {
  readonly uuid: string;
  readonly gpu: GpuState;
}

export function parseGpus(csv: string): NamedGpu[] {
  return csv.split('\n').flatMap((line) => {
    const [index, uuid = '', ...rest] = line.split(',').map((field) => field.trim());
    const [utilization, free, memory] = rest.splice(-3).reverse();
    const numbers = [number(index), number(memory), number(free)] as const;
    if (numbers[0] === null || !uuid.startsWith('GPU-')) return [];
    const gpu: GpuState = {
      index: numbers[0],
      vendor: 'nvidia',
      name: rest.join(', '),
      memoryMiB: numbers[1] ?? 0,
      freeMiB: numbers[2] ?? 0,
      utilization: number(utilization),
    };
    return [{ uuid, gpu }];
  });
}

export function parseUses(csv: string, gpus: readonly NamedGpu[]): GpuUse[] {
  return csv.split('\n').flatMap((line) => {
    const [uuid, pid, memory] = line.split(',').map((field) => field.trim());
    const gpu = gpus.find((each) => each.uuid === uuid)?.gpu;
    const number_ = number(pid);
    return gpu === undefined || number_ === null
      ? []
      : [{ index: gpu.index, pid: number_, memoryMiB: number(memory) }];
  });
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text)) : null;
}
