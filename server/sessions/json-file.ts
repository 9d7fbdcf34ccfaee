// Small JSON files: replaced whole, never half written, for their owner's eyes only. Refuses to
// know what is in them.
import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { errorCode, fileFailure } from './file-failure.ts';

let written = 0;

/** Replaces `path` so that a reader sees the old content or the new, nothing between. */
export async function writeJsonAtomically(path: string, value: unknown): Promise<void> {
  const fresh = `${path}.${process.pid}-${++written}.new`;
  try {
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(value)}\n`);
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => {});
    throw fileFailure(error, path);
  }
}

/**
 * The file's value, as yet unchecked; null when there is none or it is not JSON. At once: a list of
 * sessions is a hundred such files, and handing each to another thread costs four times the reading.
 */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return null;
    throw fileFailure(error, path);
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The file is not there, or went while it was read (a network disk says so with ESTALE). */
function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ESTALE'].includes(errorCode(error) ?? '');
}
