// Removes an ended session and its log for good: gone for readers at once, its files soon after.
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import { requireLocal, SessionDirectory, type SessionEntry } from './session-directory.ts';
import type { StateDirectory } from './state-directory.ts';

const trashPrefix = '.trash-';

/** Throws Failure not-ended, no-session or other-machine. */
export async function removeSession(state: StateDirectory, entry: SessionEntry): Promise<void> {
  requireLocal(entry);
  // No lock: what has ended stays so, and taking one needs room, which a full disk has only afterwards.
  const now = await new SessionDirectory(state).read(entry.id);
  if (now === null) throw new Failure('no-session', entry.spec.name);
  if (now.state.kind !== 'ended') throw new Failure('not-ended', now.spec.name);
  await trash(state, entry.dir, entry.id);
  await emptyTrash(state);
}

/** A folder of half a session must never be seen: it is renamed away whole, then deleted. */
async function trash(state: StateDirectory, dir: string, id: string): Promise<void> {
  try {
    await rename(dir, join(state.sessionsDir, `${trashPrefix}${id}`));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw fileFailure(error, dir);
  }
}

/** Takes along what an interrupted removal left. What cannot go yet is tried again next time. */
async function emptyTrash(state: StateDirectory): Promise<void> {
  const names = (await readdir(state.sessionsDir)).filter((name) => name.startsWith(trashPrefix));
  for (const name of names) {
    await rm(join(state.sessionsDir, name), { recursive: true, force: true }).catch(() => {});
  }
}
