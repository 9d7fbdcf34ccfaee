// A GPU as its maker's program tells of it, whichever maker it is.

export interface GpuState {
  /** As nvidia-smi or rocm-smi count. */
  readonly index: number;
  readonly vendor: 'nvidia' | 'amd';
  readonly name: string;
  /** Memory, and how much of it is free; null where its program cannot tell. */
  readonly memoryMiB: number | null;
  readonly freeMiB: number | null;
  /** Percent; null where it is not told. */
  readonly utilization: number | null;
  /** Whether nothing computes on it; null where nothing that is told says so. Unknown is never idle. */
  readonly idle: boolean | null;
  /** What names its MIG slices in CUDA_VISIBLE_DEVICES; none unless it is in MIG mode. */
  readonly slices: readonly string[];
}

/** A process that has memory on a GPU. */
export interface GpuUse {
  readonly index: number;
  /** Null where its program does not say which process it is, or that has no number in this container. */
  readonly pid: number | null;
  readonly memoryMiB: number | null;
}

export interface Looked {
  readonly gpus: readonly GpuState[];
  readonly uses: readonly GpuUse[];
  /** Why nothing could be found out, though the maker's program is there. */
  readonly problem: string | null;
  /** The maker's program did not answer. */
  readonly late: boolean;
}

/** Where nobody said how much memory is wanted: a desktop's own few hundred MiB are no work. */
const freePart = 0.9;
const idlePercent = 5;

/** `used`: whether a process is on it, null where its program cannot list them. */
export function isIdle(
  { memoryMiB, freeMiB, utilization }: Pick<GpuState, 'memoryMiB' | 'freeMiB' | 'utilization'>,
  used: boolean | null,
): boolean | null {
  if (memoryMiB !== null && freeMiB !== null) return freeMiB >= memoryMiB * freePart;
  if (used === true || (utilization ?? 0) >= idlePercent) return false;
  return used === null || utilization === null ? null : true;
}

/** How a program is shown the GPU: by its number, in MIG mode by its slices, which have no numbers. */
export function visibleAs(index: number, gpus: readonly GpuState[]): string {
  const slices = gpus.find((gpu) => gpu.index === index)?.slices ?? [];
  return slices.length === 0 ? String(index) : slices.join(',');
}

/** The variables that show a program its GPUs. HIP reads CUDA's name, too; ROCm's own libraries HIP's. */
export function gpuVariables(vendor: GpuState['vendor']): readonly string[] {
  return vendor === 'nvidia'
    ? ['CUDA_VISIBLE_DEVICES']
    : ['HIP_VISIBLE_DEVICES', 'CUDA_VISIBLE_DEVICES'];
}
