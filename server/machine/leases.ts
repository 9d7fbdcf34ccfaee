// Who has taken which GPU: one file a GPU, naming the process it is taken for. A lease ends with that
// process, however it ends; nobody has to give it back. One that was taken in another PID namespace
// counts until the session it was taken in is gone for certain. Taking and looking are done under one lock, so
// that two who wait never take the same.
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BootedProcess,
  parseBootedProcess,
  presenceOf,
} from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import { parseSessionId } from '../protocol/names.ts';
import { readJson, writeJsonAtomically } from '../sessions/json-file.ts';
import { acquireLock, holderInWords } from '../sessions/lock.ts';
import { isRefused } from '../sessions/proof-of-life.ts';

export interface Lease {
  readonly index: number;
  readonly holder: BootedProcess;
  /** The session it was taken in; null outside of any. */
  readonly session: string | null;
}

/** Whoever holds the lock looks at the GPUs meanwhile, which a driver may take seconds for. */
const lockWithinMs = 30_000;

/** Runs `work` while nobody else takes or gives back. Throws Failure timed-out. */
export async function withLeases<T>(gpuDir: string, work: () => Promise<T>): Promise<T> {
  const result = await acquireLock(join(gpuDir, 'lock'), { waitMs: lockWithinMs });
  if (result.kind === 'held') {
    throw new Failure('timed-out', `${holderInWords(result.holder)}, which is taking a GPU`);
  }
  try {
    return await work();
  } finally {
    await result.lock.release();
  }
}

/** Those that hold: whose holders live, or cannot be seen from here. */
export async function readLeases(gpuDir: string): Promise<Lease[]> {
  const leases = filesIn(gpuDir).flatMap((name) => {
    const index = /^(\d+)\.lease$/.exec(name)?.[1];
    const value = index === undefined ? null : readJson(join(gpuDir, name));
    const holder = parseBootedProcess(value);
    if (holder === null) return [];
    const session = parseSessionId((value as { session?: unknown }).session);
    return [{ index: Number(index), holder, session }];
  });
  const held = await Promise.all(leases.map((lease) => holds(gpuDir, lease)));
  return leases.filter((_, at) => held[at]);
}

async function holds(gpuDir: string, { holder, session }: Lease): Promise<boolean> {
  const presence = presenceOf(holder);
  if (presence !== 'elsewhere') return presence === 'alive';
  return session === null || !(await isRefused(join(gpuDir, '../s', session, 'sock')));
}

/** Under the lock. */
export function writeLease(gpuDir: string, { index, holder, session }: Lease): Promise<void> {
  return writeJsonAtomically(join(gpuDir, `${index}.lease`), { ...holder, session });
}

/** Gives back what `holder` has. Under the lock. */
export async function giveBack(gpuDir: string, holder: BootedProcess): Promise<number[]> {
  const own = (await readLeases(gpuDir)).filter(
    ({ holder: { pid, startTime, pidNamespace } }) =>
      pid === holder.pid && startTime === holder.startTime && pidNamespace === holder.pidNamespace,
  );
  await Promise.all(own.map(({ index }) => rm(join(gpuDir, `${index}.lease`), { force: true })));
  return own.map(({ index }) => index);
}

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
