// Processes, and what they hold, in the few words a phone has room for.
import type { GpuShare, SessionProcess, StopAnswer } from '../../server/protocol/job-page.ts';

/** `12.4 GB`, `310 MB`: as `top` counts. */
export function bytesInWords(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  if (mebibytes < 1) return '<1 MB';
  if (mebibytes < 1000) return `${Math.round(mebibytes)} MB`;
  return `${(mebibytes / 1024).toFixed(1)} GB`;
}

/** `GPU 0 38.2 GB`; of several, one after the other. */
export function sharesInWords(gpus: readonly GpuShare[]): string {
  return gpus
    .map(({ index, memoryMiB }) => {
      const held = memoryMiB === null ? '' : ` ${bytesInWords(memoryMiB * 1024 * 1024)}`;
      return `GPU ${index}${held}`;
    })
    .join(', ');
}

/** `9 processes, GPU 0`. */
export function countInWords(processes: readonly SessionProcess[]): string {
  const gpus = [...new Set(processes.flatMap((one) => one.gpus.map(({ index }) => index)))].sort();
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`;
  return gpus.length === 0 ? count : `${count}, GPU ${gpus.join(', ')}`;
}

const shown = 4;

/** `python (41233), sh (41230) and 3 more`. */
export function namesInWords(processes: readonly { pid: number; name: string }[]): string {
  const named = processes.slice(0, shown).map(({ name, pid }) => `${name} (${pid})`);
  const more = processes.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What a stop came to: what ended, and what to worry about. */
export interface StopWords {
  readonly ended: string | null;
  readonly warnings: readonly string[];
}

/** `insisted`: KILL was sent as well. What TERM did not end may be saving its work. */
export function stopWords(
  { ended, survivors, stillHeld }: StopAnswer,
  insisted: boolean,
): StopWords {
  const warnings: string[] = [];
  if (survivors.length > 0) {
    const verb = insisted ? 'Could not be ended' : 'Asked to end and still there';
    warnings.push(`${verb}: ${namesInWords(survivors)}.`);
  }
  const holders = survivors.filter(({ gpus }) => gpus.length > 0);
  for (const { name, pid, gpus } of holders) {
    warnings.push(`${name} (${pid}) still holds ${sharesInWords(gpus)}.`);
  }
  if (stillHeld.length > 0) {
    warnings.push(`Memory not given back yet: ${sharesInWords(stillHeld)}.`);
  }
  return { ended: ended.length === 0 ? null : `Ended: ${namesInWords(ended)}.`, warnings };
}
