// A GPU as its maker's program tells of it, whichever maker it is.

export interface GpuState {
  /** As nvidia-smi or rocm-smi count. */
  readonly index: number;
  readonly vendor: 'nvidia' | 'amd';
  readonly name: string;
  readonly memoryMiB: number;
  readonly freeMiB: number;
  /** Percent; null where it is not told. */
  readonly utilization: number | null;
}

/** A process that has memory on a GPU. */
export interface GpuUse {
  readonly index: number;
  readonly pid: number;
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

/** The variables that show a program its GPUs. HIP reads CUDA's name, too; ROCm's own libraries HIP's. */
export function gpuVariables(vendor: GpuState['vendor']): readonly string[] {
  return vendor === 'nvidia'
    ? ['CUDA_VISIBLE_DEVICES']
    : ['HIP_VISIBLE_DEVICES', 'CUDA_VISIBLE_DEVICES'];
}
