// Who has taken which GPU: one file a GPU, naming the process it is taken for. A lease ends with that
// process, however it ends; nobody has to give it back. Taking and looking are done under one lock, so
// that two who wait never take the same.
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { readJson, writeJsonAtomically } from '../sessions/json-file.ts';
import { acquireLock } from '../sessions/lock.ts';
import { type BootedProcess, isAlive, parseBootedProcess } from '../sessions/process-identity.ts';

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
    throw new Failure('timed-out', `process ${result.holder.pid}, which is taking a GPU`);
  }
  try {
    return await work();
  } finally {
    await result.lock.release();
  }
}

/** Those whose holders live. */
export function readLeases(gpuDir: string): Lease[] {
  return filesIn(gpuDir).flatMap((name) => {
    const index = /^(\d+)\.lease$/.exec(name)?.[1];
    const value = index === undefined ? null : readJson(join(gpuDir, name));
    const holder = parseBootedProcess(value);
    if (holder === null || !isAlive(holder)) return [];
    const { session } = value as { session?: unknown };
    return [
      { index: Number(index), holder, session: typeof session === 'string' ? session : null },
    ];
  });
}

/** Under the lock. */
export function writeLease(gpuDir: string, { index, holder, session }: Lease): Promise<void> {
  return writeJsonAtomically(join(gpuDir, `${index}.lease`), { ...holder, session });
}

/** Gives back what `holder` has. Under the lock. */
export async function giveBack(gpuDir: string, holder: BootedProcess): Promise<number[]> {
  const own = readLeases(gpuDir).filter(
    (lease) => lease.holder.pid === holder.pid && lease.holder.startTime === holder.startTime,
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
