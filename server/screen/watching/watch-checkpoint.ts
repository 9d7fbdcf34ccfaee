// What was read out of a session's output up to an offset, in a generation of its own beside the
// lines': what changes here touches no line. Good only together with the lines' checkpoint at the
// very same place.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { watchVersion } from '../../watch/state.ts';
import { digestLength, digestOf } from '../transcript/checkpoint.ts';
import type { StoredWatch } from './run-watch.ts';

/** Where in the output, and of which lines its line numbers are. */
export interface WatchPlace {
  readonly offset: number;
  readonly entryTime: number | null;
  readonly epoch: string;
}

const folderName = /^watch-\d+$/;
const transcriptOf = (outputDirectory: string) => join(dirname(outputDirectory), 'transcript');
const ownFolder = `watch-${watchVersion}`;

/** The one that was written at this place, null when there is none that can be trusted. */
export async function readWatchAt(
  outputDirectory: string,
  place: WatchPlace,
): Promise<StoredWatch | null> {
  const path = join(transcriptOf(outputDirectory), ownFolder, 'checkpoint.json');
  for (const file of [path, `${path}.old`]) {
    const found = await readOne(file);
    if (found !== null && isSame(found.place, place)) return found.stored;
  }
  return null;
}

/** Keeps the one before, whose lines' checkpoint may turn out to be the newest. */
export async function writeWatch(
  outputDirectory: string,
  place: WatchPlace,
  stored: StoredWatch,
): Promise<void> {
  const folder = join(transcriptOf(outputDirectory), ownFolder);
  const path = join(folder, 'checkpoint.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const body = JSON.stringify({ place, stored });
  await writeFile(`${path}.new`, `${digestOf(body)}\n${body}`, { mode: 0o600 });
  await rename(path, `${path}.old`).catch(() => {});
  await rename(`${path}.new`, path);
}

/** What other versions read out of the same output. */
export async function removeOtherWatches(outputDirectory: string): Promise<void> {
  const transcript = transcriptOf(outputDirectory);
  for (const name of await readdir(transcript).catch(() => []))
    if (folderName.test(name) && name !== ownFolder)
      await rm(join(transcript, name), { recursive: true, force: true });
}

async function readOne(
  file: string,
): Promise<{ readonly place: WatchPlace; readonly stored: StoredWatch } | null> {
  try {
    const text = await readFile(file, 'utf8');
    const body = text.slice(digestLength + 1);
    return text.slice(0, digestLength) === digestOf(body) ? JSON.parse(body) : null;
  } catch {
    return null;
  }
}

function isSame(a: WatchPlace, b: WatchPlace): boolean {
  return a.offset === b.offset && a.entryTime === b.entryTime && a.epoch === b.epoch;
}
