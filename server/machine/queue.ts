// The order in which those who wait for GPUs get them: first come, first served, among those who
// could take the same ones. A file each; one whose waiter is gone counts for nothing.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../sessions/json-file.ts';
import { isAlive, ownIdentity, parseBootedProcess } from '../sessions/process-identity.ts';
import { filesIn } from './leases.ts';

export interface Place {
  /** True once nobody who came before wants any of the same. */
  isFirst(): boolean;
  leave(): Promise<void>;
}

/** `among`: the GPUs it would take, null for any. */
export async function joinQueue(gpuDir: string, among: readonly number[] | null): Promise<Place> {
  const own = `${String(Date.now()).padStart(15, '0')}-${process.pid}.waiting`;
  await writeJsonAtomically(join(gpuDir, own), { ...ownIdentity(), among });
  return {
    isFirst() {
      const before = filesIn(gpuDir).filter((name) => name.endsWith('.waiting') && name < own);
      return !before.sort().some((name) => competes(join(gpuDir, name), among));
    },
    leave: () => rm(join(gpuDir, own), { force: true }).catch(() => {}),
  };
}

function competes(path: string, among: readonly number[] | null): boolean {
  const value = readJson(path);
  const waiter = parseBootedProcess(value);
  if (waiter === null || !isAlive(waiter)) {
    void rm(path, { force: true }).catch(() => {});
    return false;
  }
  const theirs = (value as { among?: unknown }).among;
  if (among === null || !Array.isArray(theirs)) return true;
  return among.some((index) => theirs.includes(index));
}
