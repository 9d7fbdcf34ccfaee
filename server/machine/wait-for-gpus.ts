// Waits until so many GPUs are free and takes them for a process. Free: enough memory is, nobody has a
// lease on it, and no session that has not ended was given it. The drivers tell nobody when memory
// becomes free, so whoever is first in the queue asks again and again; the others only look whether
// they are first.
import { setTimeout as delay } from 'node:timers/promises';
import { readProcStat } from '../identity/proc-stat.ts';
import {
  type BootedProcess,
  booted,
  ownIdentity,
  processIdentity,
} from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import { SessionDirectory, type SessionEntry } from '../sessions/session-directory.ts';
import type { StateDirectory } from '../sessions/state-directory.ts';
import type { GpuState, Looked } from './gpu-state.ts';
import { type Gpus, hasChosen } from './gpus.ts';
import { readLeases, withLeases, writeLease } from './leases.ts';
import { joinQueue } from './queue.ts';

/** A driver's look costs some processor time: seldom enough for hours of it. */
const lookEveryMs = 2000;

export interface GpuWish {
  readonly count: number;
  readonly minFreeMiB: number | null;
  /** Null: any. */
  readonly among: readonly number[] | null;
}

export interface WaitForGpus extends GpuWish {
  readonly state: StateDirectory;
  readonly gpus: Gpus;
  readonly holder: BootedProcess;
  /** The session it is for, null outside of any. */
  readonly session: string | null;
  /** Called once if they are not free at once. */
  readonly onWaiting: () => Promise<void>;
  /** Milliseconds by performance.now(); null: for ever. */
  readonly deadline: number | null;
}

/** Their numbers; null when the deadline came. Throws Failure no-gpu when there can never be so many. */
export async function waitForGpus(wait: WaitForGpus): Promise<number[] | null> {
  const { state, gpus, among } = wait;
  requirePossible(wait, await gpus.look({ anew: true }));
  const place = await joinQueue(state.gpuDir, among);
  try {
    for (let told = false; ; ) {
      const taken = (await place.isFirst()) ? await takeFree(wait) : null;
      if (taken !== null) return taken;
      if (!told) await wait.onWaiting();
      told = true;
      const restMs = wait.deadline === null ? lookEveryMs : wait.deadline - performance.now();
      if (restMs <= 0) return null;
      await delay(Math.min(restMs, lookEveryMs));
    }
  } finally {
    await place.leave();
  }
}

async function takeFree({ state, gpus, holder, session, ...wish }: WaitForGpus) {
  return withLeases(state.gpuDir, async () => {
    const leased = new Set((await readLeases(state.gpuDir)).map(({ index }) => index));
    const [looked, sessions] = await Promise.all([
      gpus.look({ anew: true }),
      new SessionDirectory(state).localEntries(),
    ]);
    const others = sessions.filter(({ id }) => id !== session);
    const free = looked.gpus.filter((gpu) => !leased.has(gpu.index) && isFree(gpu, wish, others));
    if (free.length < wish.count) return null;
    const taken = free.slice(0, wish.count).map(({ index }) => index);
    for (const index of taken) await writeLease(state.gpuDir, { index, holder, session });
    return taken;
  });
}

function isFree(gpu: GpuState, wish: GpuWish, others: readonly SessionEntry[]): boolean {
  if (wish.among !== null && !wish.among.includes(gpu.index)) return false;
  return hasRoom(gpu, wish) === true && !others.some((entry) => hasChosen(entry, gpu.index));
}

/** Null where its program tells nothing that would say so: it might be in use, so it is never free. */
function hasRoom({ freeMiB, idle }: GpuState, { minFreeMiB }: GpuWish): boolean | null {
  if (minFreeMiB === null) return idle;
  return freeMiB === null ? null : freeMiB >= minFreeMiB;
}

/** Throws Failure no-gpu. A driver that fails later, while one waits, may come back. */
export function requirePossible({ count, minFreeMiB, among }: GpuWish, looked: Looked): void {
  const { gpus, problem } = looked;
  const fail = (why: string): never => {
    throw new Failure('no-gpu', why, 'gpus');
  };
  if (gpus.length === 0) fail(problem ?? 'There are no GPUs on this computer. Start it without.');
  requireGpus(among ?? [], looked);
  const asked = gpus.filter(({ index }) => among === null || among.includes(index));
  const large = asked.filter(({ memoryMiB }) => (memoryMiB ?? Infinity) >= (minFreeMiB ?? 0));
  if (count > large.length) {
    fail(`There are ${large.length} such GPUs here, so ${count} are never free. Ask for fewer.`);
  }
  const untold = large.filter((gpu) => hasRoom(gpu, { count, minFreeMiB, among }) === null);
  if (count > large.length - untold.length) fail(untoldWords(untold, minFreeMiB));
}

function untoldWords(gpus: readonly GpuState[], minFreeMiB: number | null): string {
  const what = minFreeMiB === null ? 'is in use' : 'has so much memory free';
  const numbers = gpus.map(({ index }) => index).join(', ');
  return `Whether GPU ${numbers} ${what} cannot be told here, so it is never taken for free. Choose it by its number instead (--gpus ${numbers}), after a look at who uses it.`;
}

/** Throws Failure no-gpu for a number that no GPU has. */
export function requireGpus(numbers: readonly number[], { gpus, problem }: Looked): void {
  const known = gpus.map(({ index }) => index);
  const missing = numbers.find((index) => !known.includes(index));
  if (missing === undefined) return;
  const there = known.length === 0 ? 'none' : `those numbered ${known.join(', ')}`;
  const why = problem ?? `There is no GPU ${missing} here, only ${there}.`;
  throw new Failure('no-gpu', known.length === 0 && problem === null ? noGpus : why, 'gpus');
}

const noGpus = 'There are no GPUs on this computer. Start it without.';

/**
 * Whom a lease is taken for: the leader of this process's group, which is the script or the shell that
 * runs it; if that is this very process, whoever started it.
 */
export function leaseHolder(): BootedProcess {
  const stat = process.platform === 'linux' ? readProcStat('self') : null;
  const group = stat?.group ?? 0;
  const pid = group > 1 && group !== process.pid ? group : (stat?.parent ?? process.ppid);
  const identity = pid > 1 ? processIdentity(pid) : null;
  return identity === null ? ownIdentity() : booted(identity);
}
