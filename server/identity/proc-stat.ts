// What Linux says of one process in /proc/PID/stat and /proc/PID/status (proc_pid_stat(5),
// proc_pid_status(5)). The only parser of either. Refuses to know who the process is to us.
import { readFileSync } from 'node:fs';

export interface ProcStat {
  readonly pid: number;
  /** In clock ticks since boot. */
  readonly startTime: string;
  readonly name: string;
  /** R, S, D, T, Z...: Z and X are dead already. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** The process group that its terminal is in the hands of; -1 without a terminal. */
  readonly foreground: number;
  /** Time on the processor, in ticks of 10 ms. */
  readonly cpuTicks: number;
  readonly residentPages: number;
}

/** Null when it is not such a file's text. The name may hold blanks and brackets. */
export function parseProcStat(text: string): ProcStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  const pid = Number(text.slice(0, open));
  const [state, parent, group, session, , foreground] = fields;
  const startTime = fields[19];
  if (open < 0 || close < open || !Number.isInteger(pid) || !state || !startTime) return null;
  return {
    ...{ pid, startTime, state, name: text.slice(open + 1, close) },
    ...{ parent: Number(parent), group: Number(group), session: Number(session) },
    foreground: Number(foreground),
    cpuTicks: Number(fields[11]) + Number(fields[12]),
    residentPages: Number(fields[21]),
  };
}

/** Null when the process is gone. `of`: a pid, "self", or a thread as "PID/task/TID". */
export function readProcStat(of: number | string): ProcStat | null {
  try {
    return parseProcStat(readFileSync(`/proc/${of}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

export function isDead({ state }: ProcStat): boolean {
  return state === 'Z' || state === 'X';
}

/** Whether a process has a handler for TERM (SigCgt, bit 14); false when it cannot be read. */
export function catchesTerm(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
    return ((caught >> 14n) & 1n) === 1n;
  } catch {
    return false;
  }
}
