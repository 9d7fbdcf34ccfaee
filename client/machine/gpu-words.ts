// A GPU in the few words a phone has room for.
import type { Gpu } from '../../server/protocol/job-page.ts';

/** `6 GB`, `0.5 GB`: as people count the memory of a GPU. */
export function memoryInWords(mebibytes: number): string {
  const gibibytes = mebibytes / 1024;
  return `${gibibytes < 10 ? gibibytes.toFixed(1).replace(/\.0$/, '') : Math.round(gibibytes)} GB`;
}

/** `6 GB free`, or that it is not known. */
export function freeInWords({ freeMiB }: Gpu): string {
  return freeMiB === null ? 'memory unknown' : `${memoryInWords(freeMiB)} free`;
}

/** Who has it: `train`, `train +2`, `others`; null when nobody does. */
export function holderOf({ sessions, others }: Gpu): string | null {
  const [first, ...rest] = sessions;
  if (first === undefined) return others ? 'others' : null;
  return rest.length === 0 ? first.name : `${first.name} +${rest.length}`;
}

/** `97% · train`, `free`, `12% · others`, `may be in use` where nothing tells. */
export function loadInWords(gpu: Gpu): string {
  const holder = holderOf(gpu);
  const { utilization, idle } = gpu;
  if (holder === null && (utilization ?? 0) < 5) {
    return idle === null ? 'may be in use' : idle ? 'free' : 'in use';
  }
  const busy = utilization === null ? null : `${Math.round(utilization)}%`;
  return [busy, holder].filter((words) => words !== null).join(' · ');
}
