// All that the doctor looks at, in the order it is told.
import type { Finding } from './finding.ts';
import { examineInstallation } from './installation.ts';
import { examineLimits } from './limits.ts';
import { examineLogout } from './logout.ts';
import { examineReach } from './reaching.ts';
import { examineStorage } from './storage.ts';
import { thisWorld, type World } from './world.ts';

export async function examineAll(world: World): Promise<Finding[]> {
  const findings = await Promise.all([
    examineInstallation(world),
    examineStorage(world),
    examineLimits(world),
    examineLogout(world),
    examineReach(world),
  ]);
  return findings.flat();
}

/** What may end sessions or lose their output: for somebody who is just starting to serve. */
export async function dangers(env: Readonly<NodeJS.ProcessEnv>): Promise<Finding[]> {
  const world = thisWorld(env);
  const findings = await Promise.all([
    examineStorage(world),
    examineLimits(world),
    examineLogout(world),
  ]);
  return findings.flat().filter(({ endangersSessions }) => endangersSessions);
}
