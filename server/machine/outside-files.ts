// Reads files that other users may have placed, such as a pyproject.toml in /scratch, or that stand for
// a device. Reads regular files only, opened without waiting, at most 1 MiB, asynchronously; lists
// folders up to a bound in entries and in time. Everything outside the state directory is read here.
import { constants } from 'node:fs';
import { type FileHandle, open, opendir, stat } from 'node:fs/promises';

const maxBytes = 1024 * 1024;
const pieceBytes = 64 * 1024;
/** So many are looked at, */
const maxEntries = 100_000;
/** and so many of each kind told: sorting them keeps everything else waiting. */
const maxTold = 5000;
const listWithinMs = 1000;

/** The text of a regular file of at most 1 MiB; null for everything else. */
export async function readOutside(path: string): Promise<string | null> {
  let file: FileHandle | null = null;
  try {
    // Opening a device may do something to it; what stands there may change before it is opened.
    if (!(await stat(path)).isFile()) return null;
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const found = await file.stat();
    if (!found.isFile() || found.size > maxBytes) return null;
    const parts: Buffer[] = [];
    // It may grow while it is read, and files of /proc and /sys tell no size.
    for (let length = 0; length <= maxBytes; ) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes);
      if (bytesRead === 0) return Buffer.concat(parts).toString('utf8');
      parts.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
    return null;
  } catch {
    return null;
  } finally {
    await file?.close().catch(() => {});
  }
}

/** Names, in no order. What else there is, files above all, is left out. */
export interface OutsideList {
  readonly folders: readonly string[];
  readonly links: readonly string[];
  /** Whether there are more than are told. */
  readonly cut: boolean;
}

/** The folders and links in a folder. Empty where it cannot be read. */
export async function listOutside(path: string, most = maxEntries): Promise<OutsideList> {
  const folders: string[] = [];
  const links: string[] = [];
  let cut = false;
  await eachEntry(path, most, (entry) => {
    const kind = entry?.isDirectory() ? folders : entry?.isSymbolicLink() ? links : null;
    if (entry === null || kind?.length === maxTold) cut = true;
    else kind?.push(entry.name);
  });
  return { folders, links, cut };
}

/** The names of everything in a folder, sorted; of a large one, some of them. */
export async function namesOutside(path: string): Promise<string[]> {
  const names: string[] = [];
  await eachEntry(path, maxEntries, (entry) => {
    if (entry !== null) names.push(entry.name);
  });
  return names.sort();
}

interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** Tells null, once, when a bound is reached. */
async function eachEntry(
  path: string,
  most: number,
  told: (entry: Entry | null) => void,
): Promise<void> {
  const until = performance.now() + listWithinMs;
  let count = 0;
  try {
    for await (const entry of await opendir(path, { bufferSize: 512 })) {
      if (count >= most || performance.now() > until) return told(null);
      count++;
      told(entry);
    }
  } catch {
    // It cannot be read, or was removed meanwhile: what was told is what there is.
  }
}
