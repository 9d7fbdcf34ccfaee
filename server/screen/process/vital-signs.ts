// How much processor time a process's main thread has used and how much memory the process holds,
// asked of the system. Linux only: elsewhere nothing is known, and only the clock judges.
import { readProcStat } from '../../identity/proc-stat.ts';

export interface VitalSigns {
  /** Of the main thread: searches, in threads of their own, are no slice's fault. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const msPerTick = 10;
const pageBytes = 4096;

export function vitalSigns(pid: number): VitalSigns | null {
  const stat = readProcStat(`${pid}/task/${pid}`);
  if (stat === null) return null;
  return { cpuMs: stat.cpuTicks * msPerTick, rssBytes: stat.residentPages * pageBytes };
}
