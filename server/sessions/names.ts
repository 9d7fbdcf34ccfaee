// Who may be called what on this machine: one name, one session that has not ended. Whoever decides
// by these rules and acts on it holds the names' lock meanwhile.
import { Failure } from '../protocol/failure.ts';
import {
  countUp,
  maxNameLength,
  nameFromCommand,
  parseSessionName,
  type SessionName,
} from '../protocol/names.ts';
import { acquireLock, holderInWords } from './lock.ts';
import type { SessionEntry } from './session-directory.ts';
import { writeName } from './session-record.ts';
import type { StateDirectory } from './state-directory.ts';

/** Long enough for a slow network disk; a holder that died is not waited for at all. */
const namesLockWithinMs = 30_000;

/** Runs `work` while no other process of ours changes names. Throws Failure timed-out. */
export async function withNames<T>(state: StateDirectory, work: () => Promise<T>): Promise<T> {
  const result = await acquireLock(state.namesLock, { waitMs: namesLockWithinMs });
  if (result.kind === 'held') {
    throw new Failure(
      'timed-out',
      `${holderInWords(result.holder)}, which is starting or renaming a session`,
    );
  }
  try {
    return await work();
  } finally {
    await result.lock.release();
  }
}

/** What was asked for as a name. Throws Failure bad-name. */
export function requireName(text: string): SessionName {
  const name = parseSessionName(text);
  if (name === null) throw new Failure('bad-name', text);
  return name;
}

/** Throws Failure name-taken when a session that has not ended is called so. */
export function requireFree(name: SessionName, sessions: readonly SessionEntry[]): void {
  if (liveNames(sessions).has(name)) throw new Failure('name-taken', name);
}

/** A free name made of a command: `train`, else `train-2`... */
export function nameFor(words: string, sessions: readonly SessionEntry[]): SessionName {
  return countUp(nameFromCommand(words), liveNames(sessions));
}

/** The next free name of a series, ended sessions counted too: `exp01` -> `exp02`, `train.1` -> `train-2`. */
export function nextNameLike(text: string, sessions: readonly SessionEntry[]): SessionName {
  const first = parseSessionName(text.replace(/\.\d+$/, '')) ?? nameFromCommand(text);
  return countUp(first, new Set(sessions.map(({ spec }) => spec.name)));
}

/** Gives ended sessions of this name another one, `train.1`, so that it means one session again. */
export async function retireName(
  name: SessionName,
  sessions: readonly SessionEntry[],
): Promise<void> {
  const used = new Set<string>(sessions.map(({ spec }) => spec.name));
  for (const { dir, spec, state } of sessions) {
    if (spec.name !== name || state.kind !== 'ended') continue;
    const retired = numbered(name, used);
    used.add(retired);
    await writeName(dir, retired);
  }
}

/** `train` -> `train.1`, `train.2`...: the first not in `used`. */
export function numbered(name: SessionName, used: ReadonlySet<string>): SessionName {
  for (let n = 1; ; n++) {
    const suffix = `.${n}`;
    const candidate = parseSessionName(name.slice(0, maxNameLength - suffix.length) + suffix);
    if (candidate !== null && !used.has(candidate)) return candidate;
  }
}

function liveNames(sessions: readonly SessionEntry[]): Set<string> {
  return new Set(
    sessions.filter(({ state }) => state.kind !== 'ended').map(({ spec }) => spec.name),
  );
}
