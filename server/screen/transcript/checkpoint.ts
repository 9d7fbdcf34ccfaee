// Everything derived from a session's output up to a safe offset, so that the next process goes on
// from there. A file that can be deleted: without it, the log is read from its start.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoredEmulator } from '../terminal/restore.ts';
import type { LinePosition } from './line-files.ts';
import type { SettlerState } from './settle.ts';
import type { StoredRecord } from './transcript.ts';

/** Raise it whenever the same output would settle into other lines, or the state means something else. */
export const derivationVersion = 1;

export interface Checkpoint {
  readonly version: number;
  readonly emulator: StoredEmulator;
  readonly settler: SettlerState;
  readonly held: readonly StoredRecord[];
  readonly heldCount: number;
  /** Where the transcript's files ended. */
  readonly position: LinePosition;
  readonly epoch: string;
  /** The newest timeline entry taken at the very offset; those at it that are newer come next. */
  readonly entryTime: number;
  readonly time: number | null;
  readonly ended: boolean;
}

/** Null when there is none, or none of this version; `broken` when there was one. */
export async function readCheckpoint(path: string): Promise<Checkpoint | null | 'broken'> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Checkpoint;
    return value.version === derivationVersion ? value : 'broken';
  } catch {
    return 'broken';
  }
}

export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, JSON.stringify(checkpoint), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
