// The card of a session beside its other files, for `outlive ls` and for the next gateway: what of an
// ended one is not read again before somebody looks.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WatchWire } from '../../protocol/watch.ts';

export async function readCard(
  dir: string,
): Promise<{ readonly at: number; readonly watch: WatchWire } | null> {
  try {
    const { at, watch } = JSON.parse(await readFile(join(dir, 'watch.json'), 'utf8'));
    const isWhole = typeof at === 'number' && typeof watch === 'object' && watch !== null;
    return isWhole ? { at, watch } : null;
  } catch {
    return null;
  }
}

/** Best effort: a disk that takes nothing costs `ls` its words. */
export async function writeCard(dir: string, at: number, watch: WatchWire | null): Promise<void> {
  const path = join(dir, 'watch.json');
  try {
    await writeFile(`${path}.new`, JSON.stringify({ at, watch }), { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch {
    // Its folder may just have been removed.
  }
}
