// Who a process is, beyond a number that the system hands out again: pid, start time, boot and PID
// namespace. Refuses to know what the process is for.
import { bootId, bootTimeMs, pidNamespace } from './boot.ts';
import { isDead, readProcStat } from './proc-stat.ts';
import { runForText } from './run-for-text.ts';

/** A pid and when it started, in the system's own words: another start is another process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

/** Good on disk: the same pid and start time mean another process under another boot or namespace. */
export interface BootedProcess extends ProcessIdentity {
  readonly bootId: string;
  /** Null in records of the first versions, which did not know it: taken for ours. */
  readonly pidNamespace: string | null;
}

/** elsewhere: it was recorded in another PID namespace or on another machine, so it cannot be judged here. */
export type Presence = 'alive' | 'gone' | 'elsewhere';

/** The process that has this pid now, null when there is none or it only waits to be reaped. */
export function processIdentity(pid: number): ProcessIdentity | null {
  return processIdentities([pid]).get(pid) ?? null;
}

/** The same for many at once: macOS needs a program run for it, so asking together matters. */
export function processIdentities(pids: readonly number[]): Map<number, ProcessIdentity> {
  const found = process.platform === 'darwin' ? askPs(pids) : pids.map(askProc);
  return new Map(found.flatMap((identity) => (identity ? [[identity.pid, identity]] : [])));
}

/** This very process. Throws Failure foreign-proc. */
export function ownIdentity(): BootedProcess {
  const namespace = pidNamespace();
  const identity = processIdentity(process.pid);
  if (identity === null) throw new Error('this process is missing from the process table');
  return { ...identity, bootId: bootId(), pidNamespace: namespace };
}

/** Of one that is seen here now. */
export function booted({ pid, startTime }: ProcessIdentity): BootedProcess {
  return { pid, startTime, bootId: bootId(), pidNamespace: pidNamespace() };
}

/**
 * Whether that very process is still there. `running`: identities asked for before, to ask once for
 * many. `writtenMs`: when it last wrote something. Under another boot that is proof of another
 * machine if this one was running by then.
 */
export function presenceOf(
  recorded: BootedProcess,
  {
    running,
    writtenMs = 0,
  }: { running?: ReadonlyMap<number, ProcessIdentity>; writtenMs?: number } = {},
): Presence {
  const { pid, startTime, bootId: boot } = recorded;
  if (boot !== bootId()) return writtenMs > bootTimeMs() ? 'elsewhere' : 'gone';
  if (!isOfThisNamespace(recorded)) return 'elsewhere';
  const now = running ? running.get(pid) : processIdentity(pid);
  return now?.startTime === startTime ? 'alive' : 'gone';
}

export function isAlive(recorded: BootedProcess): boolean {
  return presenceOf(recorded) === 'alive';
}

/** Whether its pid means something here. */
export function isOfThisNamespace({
  bootId: boot,
  pidNamespace: namespace,
}: BootedProcess): boolean {
  return boot === bootId() && (namespace === null || namespace === pidNamespace());
}

/** An identity read from JSON, else null. */
export function parseBootedProcess(value: unknown): BootedProcess | null {
  if (typeof value !== 'object' || value === null) return null;
  const {
    pid,
    startTime,
    bootId: boot,
    pidNamespace: namespace,
  } = value as Record<string, unknown>;
  if (!isPid(pid) || typeof startTime !== 'string' || typeof boot !== 'string') return null;
  const known = typeof namespace === 'string' ? namespace : null;
  return { pid, startTime, bootId: boot, pidNamespace: known };
}

/** A number that a process can have, and a signal be sent to: 0 and below mean whole groups. */
export function isPid(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function askProc(pid: number): ProcessIdentity | null {
  const stat = readProcStat(pid);
  return stat === null || isDead(stat) ? null : { pid, startTime: stat.startTime };
}

function askPs(pids: readonly number[]): ProcessIdentity[] {
  if (pids.length === 0) return [];
  const list = runForText('ps', ['-o', 'pid=,stat=,lstart=', '-p', pids.join(',')]);
  return list.split('\n').flatMap((line) => {
    const [, pid, status = '', startTime] = /^\s*(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    return pid && startTime && !status.startsWith('Z') ? [{ pid: Number(pid), startTime }] : [];
  });
}
