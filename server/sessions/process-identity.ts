// Who a process is, beyond a number that the system hands out again: pid, start time and boot.
// Owns how Linux and macOS are asked; refuses to know what the process is for.
import { readFileSync } from 'node:fs';

/** A pid and when it started, in the system's own words: another start is another process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

/** Good across reboots: the same pid and start time under another boot is another process. */
export interface BootedProcess extends ProcessIdentity {
  readonly bootId: string;
}

/** What Linux says of a process in /proc/PID/stat (proc_pid_stat(5)). */
export interface ProcStat extends ProcessIdentity {
  readonly name: string;
  /** R, S, D, T, Z...: Z and X are dead already. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** The controlling terminal's device number, 0 for none. */
  readonly terminal: number;
}

/** Fields of /proc/PID/stat, null when it is not one. The name may hold blanks and brackets. */
export function parseProcStat(text: string): ProcStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  const pid = Number(text.slice(0, open));
  const [state, parent, group, session, terminal] = fields;
  const startTime = fields[19];
  if (open < 0 || close < open || !Number.isInteger(pid) || !state || !startTime) return null;
  return {
    pid,
    startTime,
    state,
    name: text.slice(open + 1, close),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    terminal: Number(terminal),
  };
}

/** The process that has this pid now, null when there is none or it only waits to be reaped. */
export function processIdentity(pid: number): ProcessIdentity | null {
  return processIdentities([pid]).get(pid) ?? null;
}

/** The same for many at once: macOS needs a program run for it, so asking together matters. */
export function processIdentities(pids: readonly number[]): Map<number, ProcessIdentity> {
  const found = process.platform === 'darwin' ? askPs(pids) : pids.map(askProc);
  return new Map(found.flatMap((identity) => (identity ? [[identity.pid, identity]] : [])));
}

/** This boot of this machine. */
export function bootId(): string {
  thisBoot ??= process.platform === 'darwin' ? macBootId() : linuxBootId();
  return thisBoot;
}
// Cannot change while this process lives, and every judgement needs it.
let thisBoot: string | undefined;

/** This very process. */
export function ownIdentity(): BootedProcess {
  const identity = processIdentity(process.pid);
  if (identity === null) throw new Error('this process is missing from the process table');
  return { ...identity, bootId: bootId() };
}

/** Whether that very process is still there. `running`: identities asked for before, to ask once for many. */
export function isAlive(
  { pid, startTime, bootId: boot }: BootedProcess,
  running?: ReadonlyMap<number, ProcessIdentity>,
): boolean {
  if (boot !== bootId()) return false;
  const now = running ? running.get(pid) : processIdentity(pid);
  return now?.startTime === startTime;
}

/** An identity read from JSON, else null. */
export function parseBootedProcess(value: unknown): BootedProcess | null {
  if (typeof value !== 'object' || value === null) return null;
  const { pid, startTime, bootId: boot } = value as Record<string, unknown>;
  if (!isPid(pid) || typeof startTime !== 'string' || typeof boot !== 'string') return null;
  return { pid, startTime, bootId: boot };
}

/** A number that a process can have, and a signal be sent to: 0 and below mean whole groups. */
export function isPid(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function askProc(pid: number): ProcessIdentity | null {
  try {
    const stat = parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return stat === null || 'ZX'.includes(stat.state) ? null : { pid, startTime: stat.startTime };
  } catch {
    return null;
  }
}

function askPs(pids: readonly number[]): ProcessIdentity[] {
  if (pids.length === 0) return [];
  const list = runForText('ps', ['-o', 'pid=,stat=,lstart=', '-p', pids.join(',')]);
  return list.split('\n').flatMap((line) => {
    const [, pid, status = '', startTime] = /^\s*(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    return pid && startTime && !status.startsWith('Z') ? [{ pid: Number(pid), startTime }] : [];
  });
}

function linuxBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

// The host writes the same words into its record.
function macBootId(): string {
  return runForText('sysctl', ['-n', 'kern.boottime']).trim();
}

/** A program's output in the C locale, empty when it failed (`ps` does when it found nobody). */
function runForText(program: string, args: readonly string[]): string {
  // Only macOS needs it, and loading it would cost every command on Linux 3 ms.
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
    return execFileSync(program, args, {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}
