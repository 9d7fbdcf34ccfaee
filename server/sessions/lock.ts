// Lock files: one holder at a time among this machine's processes, and a holder that died holds
// nothing. A lock is a hard link to a file that says who holds it, so it is there whole or not at
// all. A holder in another PID namespace cannot be seen: it holds its lock until its proof of life is
// refused. Refuses to know what is locked.
import { randomBytes } from 'node:crypto';
import { link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type BootedProcess,
  ownIdentity,
  parseBootedProcess,
  presenceOf,
} from '../identity/process-identity.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import {
  isRefused,
  type ProofOfLife,
  parseProof,
  proveLife,
  removeProof,
} from './proof-of-life.ts';

export interface Lock {
  /** Lets others have it. May be called twice. */
  release(): Promise<void>;
}

export type LockResult =
  | { readonly kind: 'acquired'; readonly lock: Lock }
  | { readonly kind: 'held'; readonly holder: BootedProcess };

/**
 * A link has no queue to wait in, so those who wait look again: at first about this often, and the less
 * often the longer it has been, or hundreds of them would keep the processor from the one who holds it.
 */
const lookAgainMs = 12;
const lookAgainAtMostMs = 400;
const shareOfWait = 8;

/**
 * Takes the lock at `path`, waiting at most `waitMs` for one holder that lives: where others have it
 * one after the other, it comes to everybody in the end. Throws Failure disk-full or state-unusable.
 */
export async function acquireLock(path: string, { waitMs = 0 } = {}): Promise<LockResult> {
  const begun = performance.now();
  let deadline = begun + waitMs;
  let before: string | null = null;
  const nonce = randomBytes(8).toString('hex');
  const fresh = `${path}.${nonce}`;
  const proof = await proveLife(dirname(path));
  let acquired = false;
  try {
    const content = { ...ownIdentity(), nonce, proof: proof.name };
    await writeFile(fresh, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    for (;;) {
      const held = await take(path, fresh);
      acquired = held === null;
      if (held === null) return { kind: 'acquired', lock: lockAt(path, nonce, proof) };
      const { holder } = held;
      if (before !== null && before !== held.nonce) deadline = performance.now() + waitMs;
      before = held.nonce;
      const now = performance.now();
      const restMs = deadline - now;
      if (restMs <= 0) return { kind: 'held', holder };
      const patience = Math.min(lookAgainAtMostMs, (now - begun) / shareOfWait);
      await delay(Math.min(restMs, Math.max(lookAgainMs, patience) * (0.5 + Math.random())));
    }
  } catch (error) {
    throw fileFailure(error, path);
  } finally {
    await unlink(fresh).catch(() => {});
    if (!acquired) await proof.close();
  }
}

/** For people: a pid means nothing outside of its namespace. */
export function holderInWords(holder: BootedProcess): string {
  const where = presenceOf(holder) === 'elsewhere' ? ' of another container or PID namespace' : '';
  return `process ${holder.pid}${where}`;
}

/** Tries once. Null when the lock is ours now, else who lives and holds it. */
async function take(path: string, fresh: string): Promise<Held | null> {
  for (;;) {
    if (await linked(fresh, path)) return null;
    const found = await read(path);
    if (found === null) continue; // Released just now.
    const { holder, nonce, proof } = found;
    if (holder !== null && (await holds(path, found))) return { holder, nonce };
    const inTheWay = await replaceStale(path, nonce, fresh);
    if (inTheWay === null && proof !== null) await removeProof(join(dirname(path), proof));
    if (inTheWay !== 'again') return inTheWay;
  }
}

async function holds(path: string, { holder, proof }: LockContent): Promise<boolean> {
  const presence = holder === null ? 'gone' : presenceOf(holder);
  if (presence !== 'elsewhere') return presence === 'alive';
  return proof === null || !(await isRefused(join(dirname(path), proof)));
}

/**
 * Puts ours in a dead holder's place. Two who judge the same lock stale must not both do that, nor
 * may one remove what the other has just taken. So the right to replace a stale lock is a lock
 * itself, named after that very lock: once held, nobody else can change the stale one, and whoever
 * comes late finds another nonce in its place.
 */
async function replaceStale(
  path: string,
  staleNonce: string,
  fresh: string,
): Promise<Held | null | 'again'> {
  const right = await acquireLock(`${path}.${staleNonce}.stale`);
  if (right.kind === 'held') return { holder: right.holder, nonce: staleNonce };
  try {
    const now = await read(path);
    if (now?.nonce !== staleNonce) return 'again';
    await rename(fresh, path);
    return null;
  } finally {
    await right.lock.release();
  }
}

function lockAt(path: string, nonce: string, proof: ProofOfLife): Lock {
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      // While we live nobody else replaces it; but somebody may have removed the whole folder.
      const found = await read(path).catch(() => null);
      if (found?.nonce === nonce) await unlink(path).catch(() => {});
      await proof.close();
    },
  };
}

/** Each time it is held it has another nonce. */
interface Held {
  readonly holder: BootedProcess;
  readonly nonce: string;
}

interface LockContent {
  readonly holder: BootedProcess | null;
  readonly nonce: string;
  readonly proof: string | null;
}

/** Null when there is no lock. One that cannot be read was torn by a crash: nobody's. */
async function read(path: string): Promise<LockContent | null> {
  try {
    const text = await readFile(path, 'utf8');
    const value = parse(text);
    if (value !== null) return value;
    const { ino, ctimeMs } = await stat(path);
    return { holder: null, proof: null, nonce: `torn-${ino}-${Math.round(ctimeMs)}` };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function parse(text: string): LockContent | null {
  try {
    const value: unknown = JSON.parse(text);
    const { nonce, proof } = value as { nonce?: unknown; proof?: unknown };
    if (typeof nonce !== 'string' || !/^[0-9a-f]{16}$/.test(nonce)) return null;
    return { holder: parseBootedProcess(value), nonce, proof: parseProof(proof) };
  } catch {
    return null;
  }
}

/** link(2). A network disk may do it and still report a failure: the number of links knows. */
async function linked(fresh: string, path: string): Promise<boolean> {
  try {
    await link(fresh, path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return (await stat(fresh)).nlink === 2;
  }
}
