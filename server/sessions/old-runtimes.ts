// Removes copies of the host that earlier versions left: those that no process runs from and that no session
// still needs. When in doubt a copy stays.
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionEntry } from './session-directory.ts';
import { scriptPath } from './session-record.ts';
import type { StateDirectory } from './state-directory.ts';

/** A launch may have made its copy and not yet started from it. */
const youngMs = 60 * 60_000;

/** A copy, or what a launch that was killed left of one. */
const isCopy = /^[0-9a-f]{16}(?:\.|$)/;

/**
 * `current`: the hash of the copy that new sessions start from. Resolves to the names that were removed.
 * Does nothing where processes cannot be listed (macOS): the copies are 1 MB each.
 */
export async function removeOldRuntimes(
  state: StateDirectory,
  { current, sessions }: { current: string; sessions: readonly SessionEntry[] },
): Promise<string[]> {
  const names = await readdir(state.runtimeDir);
  const old = names.filter((name) => isCopy.test(name) && name !== current);
  // What runs in another PID namespace is on no list of processes that can be read here.
  const runsElsewhere = sessions.some(({ local }) => !local);
  if (old.length === 0 || runsElsewhere) return [];
  const [commandLines, scripts] = await Promise.all([readCommandLines(), readScripts(sessions)]);
  if (commandLines === null) return [];
  const used = [...commandLines, ...scripts];
  const removed: string[] = [];
  for (const name of old) {
    const folder = join(state.runtimeDir, name);
    if (used.some((text) => text.includes(name)) || (await isYoung(folder))) continue;
    await rm(folder, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

async function isYoung(folder: string): Promise<boolean> {
  const { mtimeMs } = await stat(folder);
  return Math.abs(Date.now() - mtimeMs) < youngMs;
}

/** Of all processes that may be read, other users' included. Null where there is no /proc. */
async function readCommandLines(): Promise<string[] | null> {
  const names = await readdir('/proc').catch(() => null);
  if (names === null) return null;
  const pids = names.filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}

/** A waiting job's script calls the copy that it was made with, at some time to come. */
function readScripts(sessions: readonly SessionEntry[]): Promise<string[]> {
  const going = sessions.filter(({ state }) => state.kind !== 'ended');
  return Promise.all(going.map(({ dir }) => readFile(scriptPath(dir), 'utf8').catch(() => '')));
}
