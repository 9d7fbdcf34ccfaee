// What a session waits for, in its folder: written when it is made, then by whoever waits in it.
// Refuses to know how one waits. A waiter that was killed waits for nothing.
import { join } from 'node:path';
import {
  type BootedProcess,
  parseBootedProcess,
  presenceOf,
} from '../identity/process-identity.ts';
import { errorCode } from './file-failure.ts';
import { readJson, writeJsonAtomically } from './json-file.ts';

export interface Waiting {
  /** In words: a session's name, "2 free GPUs". */
  readonly for: string;
  /** Who waits; null before it has begun. */
  readonly waiter?: BootedProcess | null;
  /** ISO time when it was over. */
  readonly over?: string | null;
  /** What was taken. */
  readonly gpus?: readonly number[] | null;
}

/** Where a session stands with its waiting. */
export interface Waited {
  readonly waitingFor: string | null;
  /** When it had waited for everything so far; null while it waits, or when it never had to. */
  readonly over: string | null;
  readonly gpus: readonly number[] | null;
}

const never: Waited = { waitingFor: null, over: null, gpus: null };

export function writeWaiting(sessionDir: string, waiting: Waiting): Promise<void> {
  return writeJsonAtomically(waitingPath(sessionDir), waiting);
}

/** The same by a waiter, which is no worse for a session that is removed meanwhile. */
export async function tellWaiting(sessionDir: string, waiting: Waiting): Promise<void> {
  try {
    await writeWaiting(sessionDir, waiting);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error;
  }
}

/** `local`: its processes are this machine's to judge. */
export function readWaiting(sessionDir: string, local: boolean): Waited {
  const value = readJson(waitingPath(sessionDir));
  if (typeof value !== 'object' || value === null) return never;
  const { for: what, waiter, over, gpus } = value as Record<string, unknown>;
  if (typeof what !== 'string') return never;
  const taken = Array.isArray(gpus) && gpus.every(Number.isSafeInteger) ? (gpus as number[]) : null;
  if (typeof over === 'string') return { waitingFor: null, over, gpus: taken };
  const identity = parseBootedProcess(waiter);
  const waits = identity === null || !local || presenceOf(identity) !== 'gone';
  return { waitingFor: waits ? what : null, over: null, gpus: taken };
}

function waitingPath(sessionDir: string): string {
  return join(sessionDir, 'waiting.json');
}
