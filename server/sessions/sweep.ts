// Ends processes: asks them, waits, then insists, until none is left. Owns the order of signals and
// the waiting; refuses to know how the processes were found.
import { setTimeout as delay } from 'node:timers/promises';
import { catchesTerm } from '../identity/proc-stat.ts';
import {
  type BootedProcess,
  isOfThisNamespace,
  type ProcessIdentity,
  processIdentities,
  processIdentity,
} from '../identity/process-identity.ts';
import type { TableProcess } from './table-process.ts';

/** How long processes may take to end by themselves after HUP and TERM. */
const graceMs = 2000;
/** A killed process is gone in a moment, unless it hangs in the kernel. */
const killedWithinMs = 500;
/** Something that forks faster than it is killed gives up long before; nothing may go on for ever. */
const maxKillRounds = 12;

export interface Sweep {
  /** Who is there now. Asked again and again, as new ones may have come. */
  readonly find: () => Promise<readonly TableProcess[]>;
  /**
   * Is asked by somebody else: twice would make some programs give up saving, and a shell may be
   * held still until what it runs has saved.
   */
  readonly asked?: (process: TableProcess) => boolean;
  /** Whether to insist with KILL once the grace is over. */
  readonly insist: boolean;
}

export interface SweepResult {
  readonly ended: readonly TableProcess[];
  readonly survivors: readonly TableProcess[];
}

export async function sweep({ find, asked = () => false, insist }: Sweep): Promise<SweepResult> {
  const seen = new Map<number, TableProcess>();
  const look = async (): Promise<readonly TableProcess[]> => {
    // Nobody, twice: a process that was read just after it ended may have left a child behind
    // that was not on the list yet.
    const first = await find();
    const found = first.length > 0 ? first : await find();
    for (const process of found) seen.set(process.pid, process);
    return found;
  };
  let left = await askToEnd(look, asked);
  for (let round = 0; insist && left.length > 0 && round < maxKillRounds; round++) {
    left = await killAll(left, look, round > 0);
  }
  const surviving = new Set(left.map(({ pid }) => pid));
  return {
    ended: [...seen.values()].filter(({ pid }) => !surviving.has(pid)),
    survivors: left,
  };
}

/**
 * HUP and TERM, once to each: shells heed the one, most others the other. A program that handles TERM
 * is spared HUP, which would kill it before it has saved its work. Returns who stayed.
 */
async function askToEnd(
  look: () => Promise<readonly TableProcess[]>,
  asked: (process: TableProcess) => boolean,
): Promise<readonly TableProcess[]> {
  const deadline = performance.now() + graceMs;
  const done = new Set<string>();
  for (;;) {
    const found = await look();
    if (found.length === 0) return found;
    for (const process of found) {
      const key = `${process.pid} ${process.startTime}`;
      if (done.has(key)) continue;
      done.add(key);
      if (asked(process)) continue;
      if (catchesTerm(process.pid)) signal(process, 'SIGTERM');
      else signal(process, 'SIGHUP', 'SIGTERM');
      signal(process, 'SIGCONT'); // A stopped one cannot act on either.
    }
    // Children that a handler starts to save its work are left alone as long as it lives.
    if (!(await gone(found, deadline))) return look();
  }
}

async function killAll(
  left: readonly TableProcess[],
  look: () => Promise<readonly TableProcess[]>,
  freezeFirst: boolean,
): Promise<readonly TableProcess[]> {
  let all = left;
  if (freezeFirst) {
    // Those that fork faster than they can be listed are held still, then listed again.
    for (const process of left) signal(process, 'SIGSTOP');
    all = await look();
  }
  for (const process of all) signal(process, 'SIGKILL');
  await gone(all, performance.now() + killedWithinMs);
  return look();
}

/**
 * Whether all of them end before `deadline`. Looks again and again, since the system tells nobody
 * but a process's parent of its end, and these are not our children.
 */
export async function gone(
  processes: readonly ProcessIdentity[],
  deadline: number,
): Promise<boolean> {
  let left = processes;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    const now = processIdentities(left.map(({ pid }) => pid));
    left = left.filter(({ pid, startTime }) => now.get(pid)?.startTime === startTime);
    if (left.length === 0) return true;
    const restMs = deadline - performance.now();
    if (restMs <= 0) return false;
    await delay(Math.min(pauseMs, restMs));
  }
}

/** Signals that very process: its number may belong to another by now. Never a whole group. */
export function signal(
  target: ProcessIdentity | BootedProcess,
  ...signals: readonly NodeJS.Signals[]
): void {
  const { pid, startTime } = target;
  if ('bootId' in target && !isOfThisNamespace(target)) return;
  if (pid <= 1 || processIdentity(pid)?.startTime !== startTime) return;
  for (const name of signals) {
    try {
      process.kill(pid, name);
    } catch {
      return; // It has just ended, or belongs to another user: it is among the survivors then.
    }
  }
}
