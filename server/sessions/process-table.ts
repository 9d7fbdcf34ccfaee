// All processes of this machine as they are now: who started whom, on which terminal, and which
// session's mark they carry. Owns how Linux is asked; refuses to decide who belongs to what.
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDead, parseProcStat } from '../identity/proc-stat.ts';
import { hostVariable, sessionVariable, type TableProcess } from './table-process.ts';

/** Large computers have thousands of processes: others get their turn after this many. */
const processesPerTurn = 64;
const maxEnvironmentBytes = 4 * 1024 * 1024;

export async function readProcessTable(): Promise<TableProcess[]> {
  if (process.platform === 'darwin') {
    const { readMacProcessTable } = await import('./process-table-macos.ts');
    return readMacProcessTable();
  }
  // The newest first: short-lived ones would otherwise be gone when their turn comes.
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .reverse();
  const table: TableProcess[] = [];
  for (const [index, pid] of pids.entries()) {
    const found = readProcess(pid);
    if (found !== null) table.push(found);
    if (index % processesPerTurn === processesPerTurn - 1) await nextTurn();
  }
  return table;
}

function readProcess(pid: string): TableProcess | null {
  const stat = parseProcStat(readProcFile(`/proc/${pid}/stat`)?.toString('latin1') ?? '');
  if (stat === null || isDead(stat)) return null;
  // Empty for the kernel's own threads, unreadable for other people's processes: no mark then.
  const environment = readProcFile(`/proc/${pid}/environ`) ?? Buffer.alloc(0);
  return {
    pid: stat.pid,
    startTime: stat.startTime,
    name: stat.name,
    parent: stat.parent,
    group: stat.group,
    session: stat.session,
    terminal: null,
    mark: variable(environment, sessionVariable),
    hostOf: variable(environment, hostVariable),
  };
}

/** The session whose id a process carries; null when it carries none, or is not ours to read. */
export function markOf(pid: number): string | null {
  const environment = readProcFile(`/proc/${pid}/environ`);
  return environment === null ? null : variable(environment, sessionVariable);
}

/** A variable's value in an environment as the kernel shows it: KEY=VALUE, each ended by a NUL. */
export function variable(environment: Buffer, name: string): string | null {
  const key = `${name}=`;
  let at = environment.indexOf(key, 0, 'latin1');
  while (at > 0 && environment[at - 1] !== 0) at = environment.indexOf(key, at + 1, 'latin1');
  if (at < 0) return null;
  const end = environment.indexOf(0, at);
  return environment.toString('utf8', at + key.length, end < 0 ? environment.length : end);
}

let buffer = Buffer.allocUnsafeSlow(16 * 1024);

/** A file of /proc, whose size is only known by reading it; null when it went or is not ours. */
function readProcFile(path: string): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    return readWhole(fd);
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

/** A view of the shared buffer, good until the next read. */
function readWhole(fd: number): Buffer {
  let length = 0;
  for (;;) {
    const count = readSync(fd, buffer, length, buffer.length - length, null);
    length += count;
    if (count === 0 || length >= maxEnvironmentBytes) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}
