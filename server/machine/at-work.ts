// Whether a session's processes are at work, and whether the one in the foreground waits for its
// terminal. Linux's own word (proc_pid_stat(5), proc_pid_wchan(5), proc_pid_syscall(5)); elsewhere,
// and where the kernel does not tell, nothing is known.
import { readFileSync, readlinkSync } from 'node:fs';
import { isDead, type ProcStat, readProcStat } from '../identity/proc-stat.ts';

const maxProcesses = 500;
const shells = /^-?(?:ba|z|fi|da|a|k|mk|tc|c|r|x?on)?sh$|^(?:nu|pwsh|elvish|fish)$/;

export interface Work {
  /** Time on the processor of all its processes so far. */
  readonly cpuTicks: number;
  /** How the foreground waits: blocked in a read of its terminal, watching several things, or not known to. */
  readonly waits: 'reads' | 'polls' | null;
  /** The foreground is a shell. */
  readonly isShell: boolean;
}

/** Null when its program is gone, or nothing can be known here. `pid`: the session's program. */
export function workOf(pid: number): Work | null {
  const root = readProcStat(pid);
  if (root === null || isDead(root)) return null;
  const all = treeOf(root);
  const front = all.filter((one) => one.group === root.foreground);
  const leader = front.find((one) => one.pid === root.foreground) ?? front[0];
  const ways = front.map((one) => wayOfWaiting(one.pid));
  return {
    cpuTicks: all.reduce((sum, one) => sum + one.cpuTicks, 0),
    waits: ways.includes('reads') ? 'reads' : ways.includes('polls') ? 'polls' : null,
    isShell: leader !== undefined && shells.test(leader.name),
  };
}

function treeOf(root: ProcStat): ProcStat[] {
  const all = [root];
  for (let at = 0; at < all.length && all.length < maxProcesses; at++)
    for (const pid of childrenOf((all[at] as ProcStat).pid)) {
      const child = readProcStat(pid);
      if (child !== null && !isDead(child)) all.push(child);
    }
  return all;
}

function childrenOf(pid: number): number[] {
  return textOf(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}

/** The numbers of the system calls that wait, on x86-64 and arm64. */
const [reads, polls] =
  process.arch === 'arm64' ? [[63], [72, 73, 22]] : [[0], [7, 23, 270, 271, 232, 281]];

function wayOfWaiting(pid: number): Work['waits'] {
  const [call = '', fd = ''] = textOf(`/proc/${pid}/syscall`).split(' ');
  if (/^\d+$/.test(call)) {
    if (polls.includes(Number(call))) return 'polls';
    return reads.includes(Number(call)) && isTerminal(pid, Number(fd)) ? 'reads' : null;
  }
  const where = textOf(`/proc/${pid}/wchan`);
  if (/poll|select|^ep_/.test(where)) return 'polls';
  return /^(?:wait_woken|n_tty_read|tty_read)/.test(where) && isTerminal(pid, 0) ? 'reads' : null;
}

function isTerminal(pid: number, fd: number): boolean {
  try {
    return /^\/dev\/(?:pts\/|tty)/.test(readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return '';
  }
}
