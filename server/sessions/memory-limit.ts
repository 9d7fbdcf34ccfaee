// The limit on a process's address space (`ulimit -v`): Node reserves far more than it uses, and under a
// small limit fails in ways that say nothing of it. Source: proc_pid_limits(5).
import { readFileSync } from 'node:fs';

/** Node 20 does not start with 500 MiB, and does with 1,000. */
export const nodeNeedsMiB = 1024;
const MiB = 1024 * 1024;

/** Of this process; null where there is none. */
export function addressSpaceMiB(): number | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const [, bytes] = /^Max address space\s+(\d+)/m.exec(limits) ?? [];
    return bytes === undefined ? null : Math.floor(Number(bytes) / MiB);
  } catch {
    return null;
  }
}

export function tightMemoryWords(limitMiB: number): string {
  return `this shell allows a process only ${limitMiB} MiB of address space (ulimit -v), and Node needs more. Start Outlive with "ulimit -v unlimited", or from another login.`;
}
