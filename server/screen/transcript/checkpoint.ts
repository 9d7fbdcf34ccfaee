// Everything derived from a session's output up to a safe offset, so that the next process goes on
// from there. Without it the log is read from its start, as far as that is still kept.
import { createHash } from 'node:crypto';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredEmulator } from '../terminal/restore.ts';
import type { LinePosition } from './line-files.ts';
import type { SettlerState } from './settle.ts';
import type { StoredRecord } from './transcript.ts';

/** Raise it whenever the same output would settle into other lines, or the state means something else. */
export const derivationVersion = 2;

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

/** Where a session's transcript lies; its checkpoint is useless without it, and lies beside it. */
export function transcriptDirectory(outputDirectory: string): string {
  return join(dirname(outputDirectory), 'transcript');
}

function checkpointPath(outputDirectory: string): string {
  return join(transcriptDirectory(outputDirectory), 'checkpoint.json');
}

/** The last one and the one before it, newest first, as far as they are there and of this version. */
export async function readCheckpoints(outputDirectory: string): Promise<Checkpoint[]> {
  const path = checkpointPath(outputDirectory);
  const found = await Promise.all([path, `${path}.old`].map(readCheckpoint));
  return found.filter((checkpoint) => checkpoint !== null);
}

/** Whether there has ever been one, of whatever version. */
export function hadCheckpoint(outputDirectory: string): Promise<boolean> {
  return access(checkpointPath(outputDirectory)).then(
    () => true,
    () => false,
  );
}

export async function writeCheckpoint(
  outputDirectory: string,
  checkpoint: Checkpoint,
): Promise<void> {
  const path = checkpointPath(outputDirectory);
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
    const value = JSON.parse(body) as Checkpoint;
    return value.version === derivationVersion ? value : null;
  } catch {
    return null;
  }
}

const digestLength = 64;

function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
