// What would end programs later, without a word, as the form tells of it too.
import { findEnders } from '../../machine/enders.ts';
import { Failure } from '../../protocol/failure.ts';
import { stateRoot } from '../../sessions/state-directory.ts';
import { type Finding, ok, warning } from './finding.ts';
import type { World } from './world.ts';

export async function examineEnders(world: World): Promise<Finding[]> {
  const enders = (await findEnders(world, stateFolder(world))).filter(
    // A look of its own tells of these.
    ({ check }) => check !== 'cluster job',
  );
  if (enders.length === 0) return [ok('time limits', 'Nothing here ends programs after a while.')];
  return enders.map(({ check, words, fix, shellsOnly }) =>
    warning(check, { words, fix, endangersSessions: shellsOnly !== true }),
  );
}

/** Null where there is none: another look tells why. */
function stateFolder({ env }: World): string | null {
  try {
    return stateRoot(env);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
