// Gives a session another name. Its id, and all that hangs on it, stays.
import { Failure } from '../protocol/failure.ts';
import { requireFree, requireName, retireName, withNames } from './names.ts';
import { requireLocal, SessionDirectory, type SessionEntry } from './session-directory.ts';
import { writeName } from './session-record.ts';
import type { StateDirectory } from './state-directory.ts';

/** Throws Failure bad-name, name-taken, no-session or other-machine. */
export async function renameSession(
  state: StateDirectory,
  entry: SessionEntry,
  newName: string,
): Promise<void> {
  requireLocal(entry);
  const name = requireName(newName);
  await withNames(state, async () => {
    const sessions = await new SessionDirectory(state).localEntries();
    const others = sessions.filter(({ id }) => id !== entry.id);
    requireFree(name, others);
    await retireName(name, others);
    if (!(await writeName(entry.dir, name))) throw new Failure('no-session', entry.spec.name);
  });
}
