// The order in which those who wait for GPUs get them: first come, first served, among those who
// could take the same ones. A file each; one whose waiter is gone counts for nothing.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownIdentity, parseBootedProcess, presenceOf } from '../identity/process-identity.ts';
import { readJson, writeJsonAtomically } from '../sessions/json-file.ts';
import { isRefused, parseProof, proveLife, removeProof } from '../sessions/proof-of-life.ts';
import { filesIn } from './leases.ts';

export interface Place {
  /** True once nobody who came before wants any of the same. */
  isFirst(): Promise<boolean>;
  leave(): Promise<void>;
}

/** `among`: the GPUs it would take, null for any. */
export async function joinQueue(gpuDir: string, among: readonly number[] | null): Promise<Place> {
  const proof = await proveLife(gpuDir);
  const own = `${String(Date.now()).padStart(15, '0')}-${process.pid}${proof.name ?? ''}.waiting`;
  await writeJsonAtomically(join(gpuDir, own), { ...ownIdentity(), among, proof: proof.name });
  return {
    async isFirst() {
      const before = filesIn(gpuDir).filter((name) => name.endsWith('.waiting') && name < own);
      for (const name of before.sort()) if (await competes(gpuDir, name, among)) return false;
      return true;
    },
    async leave() {
      await rm(join(gpuDir, own), { force: true }).catch(() => {});
      await proof.close();
    },
  };
}

async function competes(
  gpuDir: string,
  name: string,
  among: readonly number[] | null,
): Promise<boolean> {
  const value = readJson(join(gpuDir, name));
  const waiter = parseBootedProcess(value);
  const proof = parseProof((value as { proof?: unknown } | null)?.proof);
  const presence = waiter === null ? 'gone' : presenceOf(waiter);
  const refused = proof !== null && presence !== 'alive' && (await isRefused(join(gpuDir, proof)));
  if (presence === 'gone' || refused) {
    await rm(join(gpuDir, name), { force: true }).catch(() => {});
    if (proof !== null) await removeProof(join(gpuDir, proof));
    return false;
  }
  const theirs = (value as { among?: unknown }).among;
  if (among === null || !Array.isArray(theirs)) return true;
  return among.some((index) => theirs.includes(index));
}
