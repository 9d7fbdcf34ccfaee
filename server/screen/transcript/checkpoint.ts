// Everything derived from a session's output up to a safe offset, so that the next process goes on
// from there. Without it the log is read from its start, as far as that is still kept.
import { createHash } from 'node:crypto';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredEmulator } from '../terminal/restore.ts';
import type { LinePosition } from './line-files.ts';
import type { SettlerState } from './settle.ts';
import type { StoredRecord } from './transcript.ts';

/** Raise it whenever the same output would settle into other lines, or the state means something else. */
export const derivationVersion = 3;

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
  readonly entryTime: number | null;
  readonly time: number | null;
  readonly ended: boolean;
}

function checkpointPath(directory: string): string {
  return join(directory, 'checkpoint.json');
}

/** The last one of a generation and the one before it, newest first, as far as they are there and of this version. */
export async function readCheckpoints(
  directory: string,
  version: number = derivationVersion,
): Promise<Checkpoint[]> {
  const path = checkpointPath(directory);
  const found = await Promise.all([path, `${path}.old`].map(readCheckpoint));
  return found.filter((checkpoint) => checkpoint?.version === version) as Checkpoint[];
}

/** Whether there has ever been one, of whatever version. */
export function hadCheckpoint(directory: string): Promise<boolean> {
  return access(checkpointPath(directory)).then(
    () => true,
    () => false,
  );
}

export async function writeCheckpoint(directory: string, checkpoint: Checkpoint): Promise<void> {
  const path = checkpointPath(directory);
  const body = JSON.stringify(checkpoint);
  await writeFile(`${path}.new`, `${digestOf(body)}\n${body}`, { mode: 0o600 });
  await rename(path, `${path}.old`).catch(() => {});
  await rename(`${path}.new`, path);
}

async function readCheckpoint(path: string): Promise<Checkpoint | null> {
  try {
    const text = await readFile(path, 'utf8');
    const body = text.slice(digestLength + 1);
    // A byte turned over on the disk would make an emulator of it that never was.
    if (text.slice(0, digestLength) !== digestOf(body)) return null;
    return JSON.parse(body) as Checkpoint;
  } catch {
    return null;
  }
}

export const digestLength = 64;

export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
