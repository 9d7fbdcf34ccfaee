// Whether a job's script has begun: it removes a file from its folder before all else. Until then, or
// instead, another program may run: a shell or tmux that a start-up file has put in the script's place.
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JudgedState } from './judge.ts';
import { unbegunFile } from './script.ts';
import type { KnownSpec } from './session-record.ts';

/** A shell takes a few milliseconds to begin; a loaded machine takes longer. */
export const beginsWithinMs = 5000;

/**
 * What runs, or has run, in place of a job's script: a program's name, "another program" where that is
 * not known. Null when the script has begun, may still begin, or there is none.
 */
export async function tookOver(
  { dir, spec, state }: { dir: string; spec: KnownSpec; state: JudgedState },
  now = Date.now(),
): Promise<string | null> {
  if (spec.job === null || state.kind === 'starting') return null;
  const hasBegun = await access(join(dir, unbegunFile)).then(
    () => false,
    () => true,
  );
  if (hasBegun) return null;
  if (state.kind === 'ended') return state.reason === 'exit' ? 'another program' : null;
  if (now - Date.parse(spec.created) < beginsWithinMs) return null;
  // Another machine's processes cannot be seen from here.
  if (state.pid === null) return null;
  const name = await readFile(`/proc/${state.pid}/comm`, 'utf8').catch(() => '');
  return name.trim().split(':')[0] || 'another program';
}
