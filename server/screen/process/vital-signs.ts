// How much processor time a process's main thread has used and how much memory the process holds,
// asked of the system. Linux only: elsewhere nothing is known, and only the clock judges.
import { readFileSync } from 'node:fs';

export interface VitalSigns {
  /** Of the main thread: searches, in threads of their own, are no slice's fault. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const msPerTick = 10;
const pageBytes = 4096;

export function vitalSigns(pid: number): VitalSigns | null {
  try {
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1');
    // Fields from the third on; the second, the name in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuMs: ticks * msPerTick, rssBytes: Number(fields[21]) * pageBytes };
  } catch {
    return null;
  }
}
