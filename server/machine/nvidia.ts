// NVIDIA's GPUs, as nvidia-smi tells of them: CSV without header and units (nvidia-smi(1),
// --help-query-gpu, --help-query-compute-apps). What it cannot tell is in words, most in brackets:
// [N/A], [Not Supported], [Insufficient Permissions], ERR!.
import { type GpuState, type GpuUse, isIdle, type Looked } from './gpu-state.ts';
import { findProgram } from './programs.ts';
import { type RunResult, run } from './run.ts';

const gpuFields = 'index,uuid,name,memory.total,memory.free,utilization.gpu';
const useFields = 'gpu_uuid,pid,used_memory';
const format = '--format=csv,noheader,nounits';
/** A driver that wakes up takes a second or two unless its persistence mode is on. */
const withinMs = 6000;

/** Null when there is no nvidia-smi, or it finds no GPU. */
export async function lookAtNvidia(folders: readonly string[]): Promise<Looked | null> {
  const program = await findProgram('nvidia-smi', folders);
  if (program === null) return null;
  const ask = (...args: string[]) => run({ program, args, withinMs });
  const [gpus, uses] = await Promise.all([
    ask(`--query-gpu=${gpuFields}`, format),
    ask(`--query-compute-apps=${useFields}`, format),
  ]);
  const problem = problemOf(gpus);
  if (problem !== null) return { gpus: [], uses: [], problem, late: gpus.kind === 'late' };
  const found = parseGpus(gpus.stdout);
  if (found.length === 0) return null;
  // In MIG mode it never tells a GPU's use: the others need not be asked for slices.
  const mayHaveSlices = found.some(({ utilization }) => utilization === null);
  const slices = mayHaveSlices ? parseSlices((await ask('-L')).stdout) : new Map();
  const listed = uses.kind === 'done' && uses.exitCode === 0 ? uses.stdout : null;
  return { ...assembled(found, slices, listed), problem: null, late: false };
}

function problemOf({ kind, exitCode, said }: RunResult): string | null {
  if (kind === 'late') return 'nvidia-smi does not answer: its driver may hang.';
  // 6: no devices were found.
  if (kind === 'missing' || exitCode === 0 || exitCode === 6) return null;
  return `nvidia-smi failed: ${said.trim().split('\n')[0]?.slice(0, 200) ?? ''}`;
}

/** A GPU as its line tells of it, under the name by which other answers speak of it. */
interface ListedGpu extends Omit<GpuState, 'idle' | 'slices'> {
  readonly uuid: string;
}

/** The UUIDs of a GPU's MIG slices, by the GPU's own. */
type Slices = ReadonlyMap<string, readonly string[]>;

/** `uses`: the list of processes, null where it could not be had. */
export function assembled(
  found: readonly ListedGpu[],
  slices: Slices,
  uses: string | null,
): Pick<Looked, 'gpus' | 'uses'> {
  const parsed = parseUses(uses ?? '', found, slices);
  const gpus = found.map(({ uuid, ...gpu }): GpuState => {
    const used = parsed.some(({ index }) => index === gpu.index);
    const unsaid = uses === null || !isWholeList(uses);
    return {
      ...gpu,
      idle: isIdle(gpu, unsaid && !used ? null : used),
      slices: slices.get(uuid) ?? [],
    };
  });
  return { gpus, uses: parsed };
}

export function parseGpus(csv: string): ListedGpu[] {
  return csv.split('\n').flatMap((line) => {
    const [index, uuid = '', ...rest] = line.split(',').map((field) => field.trim());
    const [utilization, free, memory] = rest.splice(-3).reverse();
    const known = number(index);
    if (known === null || !uuid.startsWith('GPU-')) return [];
    return [
      {
        ...{ index: known, vendor: 'nvidia' as const, uuid, name: rest.join(', ') },
        memoryMiB: number(memory),
        freeMiB: number(free),
        utilization: number(utilization),
      },
    ];
  });
}

/** Of `nvidia-smi -L`: each GPU on a line, its slices indented below it. */
export function parseSlices(text: string): Slices {
  const slices = new Map<string, string[]>();
  let last: string[] = [];
  for (const [, uuid = ''] of text.matchAll(/\(UUID: ((?:GPU|MIG)-[\w/-]+)\)/g)) {
    if (uuid.startsWith('MIG-')) last.push(uuid);
    else {
      last = [];
      slices.set(uuid, last);
    }
  }
  return slices;
}

export function parseUses(
  csv: string,
  gpus: readonly ListedGpu[],
  slices: Slices = new Map(),
): GpuUse[] {
  return csv.split('\n').flatMap((line) => {
    const [uuid = '', pid, memory] = line.split(',').map((field) => field.trim());
    const gpu = gpus.find((each) => each.uuid === uuid || slices.get(each.uuid)?.includes(uuid));
    if (gpu === undefined) return [];
    return [{ index: gpu.index, pid: number(pid), memoryMiB: number(memory) }];
  });
}

/** Whether each line names a GPU or a slice: one that cannot be told may be on any of them. */
function isWholeList(csv: string): boolean {
  const lines = csv.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line) => /^\s*(GPU|MIG)-/.test(line));
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}(\.\d+)?$/.test(text) ? Math.round(Number(text)) : null;
}
