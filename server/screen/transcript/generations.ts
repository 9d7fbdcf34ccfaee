// The generations of a session's lines: one folder for each version that derives them. A new version
// derives the lines again beside the old ones, as long as all of the output is still there; else it takes
// the old ones over as they are. The old generation goes once the new one has everything. Newer ones,
// which a downgrade finds, are left alone.
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesWithoutGap } from '../../log/bytes-without-gap.ts';
import {
  type Checkpoint,
  derivationVersion,
  readCheckpoints,
  writeCheckpoint,
} from './checkpoint.ts';
import { name, writeAt } from './line-disk.ts';
import { LineFiles } from './line-files.ts';
import { readMoves } from './moves.ts';
import { flagsAt, indexBytes, lineFlag } from './record.ts';
import { markTrouble } from './trouble.ts';

/** Up to this version lines lay in the folder that now holds the generations. */
const lastBare = 2;
const folderName = /^lines-(\d+)$/;

export interface Generation {
  readonly directory: string;
  readonly version: number;
  /** Its newest checkpoint, as this version understands it. */
  readonly checkpoint: Checkpoint;
}

function transcriptDirectory(outputDirectory: string): string {
  return join(dirname(outputDirectory), 'transcript');
}

/** Where the lines of a version are, with the checkpoint that they are useless without. */
export function linesDirectory(outputDirectory: string, version = derivationVersion): string {
  const transcript = transcriptDirectory(outputDirectory);
  return version <= lastBare ? transcript : join(transcript, `lines-${version}`);
}

/** The newest of the generations before this version's; null when there is none that can be read. */
export async function olderGeneration(outputDirectory: string): Promise<Generation | null> {
  const files = await readdir(transcriptDirectory(outputDirectory)).catch(() => []);
  const versions = files.map((file) => Number(folderName.exec(file)?.[1] ?? 0));
  const older = [...versions, lastBare].filter((one) => one > 0 && one < derivationVersion);
  for (const version of older.sort((a, b) => b - a)) {
    const directory = linesDirectory(outputDirectory, version);
    const [newest] = await readCheckpoints(directory, version);
    if (newest !== undefined) return { directory, version, checkpoint: understood(newest) };
  }
  return null;
}

/**
 * Makes the old lines this generation's, with their numbers, when they cannot be derived again because
 * some of the output is gone. `from`: this generation's own lines reach that far already.
 */
export async function takeOverLines(outputDirectory: string, from: number): Promise<void> {
  const older = await olderGeneration(outputDirectory);
  if (older === null || from >= older.checkpoint.emulator.offset) return;
  const { offset } = older.checkpoint.emulator;
  if ((await bytesWithoutGap(outputDirectory, from)) >= offset) return;
  const files = await LineFiles.peek(older.directory, older.checkpoint.position);
  if (files === null) return;
  const directory = linesDirectory(outputDirectory);
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  const copied = await LineFiles.open(fresh, []);
  await copied.idle();
  for (const [first, lines, bytes] of older.checkpoint.position) {
    await copySegment({ from: older, to: fresh }, { first, lines, bytes });
  }
  const moves = await readMoves(older.directory);
  if (moves.length > 0)
    await writeFile(join(fresh, 'moves.json'), JSON.stringify(moves), { mode: 0o600 });
  await writeCheckpoint(fresh, older.checkpoint);
  await rm(directory, { recursive: true, force: true });
  await rename(fresh, directory);
}

/** The checkpoint and the lines to go on from when nothing may be written: null when it is from the start. */
export async function readableLines(
  outputDirectory: string,
): Promise<{ readonly files: LineFiles; readonly checkpoint: Checkpoint } | null> {
  const directory = linesDirectory(outputDirectory);
  const [own = null] = await readCheckpoints(directory);
  const older = await olderGeneration(outputDirectory);
  const from = own?.emulator.offset ?? 0;
  const needed = older?.checkpoint.emulator.offset ?? 0;
  const isOlder = from < needed && (await bytesWithoutGap(outputDirectory, from)) < needed;
  const checkpoint = isOlder && older ? older.checkpoint : own;
  if (checkpoint === null) return null;
  const files = await LineFiles.peek(
    isOlder && older ? older.directory : directory,
    checkpoint.position,
  );
  return files && { files, checkpoint };
}

/** Its files, the checkpoint last: what is left of it when this is interrupted is found again. */
export async function removeGeneration({ directory, version }: Generation): Promise<void> {
  const files = await readdir(directory).catch(() => []);
  const lines = files.filter((file) => /^\d{12}\.(lines|index)$/.test(file));
  for (const file of lines) await rm(join(directory, file), { force: true });
  for (const file of [
    'checkpoint.json.new',
    'checkpoint.json.old',
    'moves.json',
    'checkpoint.json',
  ])
    await rm(join(directory, file), { force: true });
  if (version > lastBare) await rm(directory, { recursive: true, force: true });
}

async function copySegment(
  { from, to }: { from: Generation; to: string },
  { first, lines, bytes }: { first: number; lines: number; bytes: number },
): Promise<void> {
  const read = async (kind: 'lines' | 'index', length: number) =>
    (await readFile(join(from.directory, name(first, kind)))).subarray(0, length);
  const text = await read('lines', bytes);
  const index = await read('index', lines * indexBytes);
  if (from.version <= lastBare) {
    for (let at = flagsAt; at < index.length; at += indexBytes)
      index[at] = (index[at] as number) & lineFlag.wide;
    markTrouble(text, 0, index);
  }
  await writeAt(join(to, name(first, 'lines')), text, 0);
  await writeAt(join(to, name(first, 'index')), index, 0);
}

/** What this version says beyond an older one, as that would have. */
function understood(checkpoint: Checkpoint): Checkpoint {
  const { emulator, held, time } = checkpoint;
  const strings = emulator.strings ?? { time, dropping: null };
  return {
    ...checkpoint,
    version: derivationVersion,
    emulator: { ...emulator, strings },
    held: held.map((record) => ({
      ...record,
      continues: record.continues ?? false,
      goesOn: record.goesOn ?? false,
    })),
  };
}
