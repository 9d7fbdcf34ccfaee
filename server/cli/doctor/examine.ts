// All that the doctor looks at, in the order it is told.

import type { Announcement } from '../../gateway/listen/announcement.ts';
import { Failure } from '../../protocol/failure.ts';
import { heldSessions } from '../../sessions/keep-running.ts';
import { openStateDirectory } from '../../sessions/state-directory.ts';
import { examineAlerts } from './alerts.ts';
import { examineCgroup } from './cgroup.ts';
import { examineEnders } from './enders.ts';
import type { Finding } from './finding.ts';
import { examineInstallation } from './installation.ts';
import { examineLimits } from './limits.ts';
import { examineLogout, type HeldName } from './logout.ts';
import { examineNeighbours } from './neighbours.ts';
import { examineReach } from './reaching.ts';
import { examineStorage } from './storage.ts';
import { thisWorld, type World } from './world.ts';

export async function examineAll(world: World): Promise<Finding[]> {
  const findings = await Promise.all([
    examineInstallation(world),
    examineStorage(world),
    examineLimits(world),
    examineEnders(world),
    examineCgroup(world),
    running(world.env).then((held) => examineLogout(world, held)),
    examineReach(world),
    examineAlerts(world),
  ]);
  return findings.flat();
}

/** For somebody who is just starting to serve: what may end sessions or lose their output, and who is near. */
export async function dangers(
  env: Readonly<NodeJS.ProcessEnv>,
  gateway: Announcement,
): Promise<Finding[]> {
  const world = thisWorld(env);
  const neighbours = await examineNeighbours(world, gateway);
  const findings = await Promise.all([
    examineStorage(world),
    examineLimits(world),
    examineEnders(world),
    examineCgroup(world),
    running(world.env).then((held) => examineLogout(world, held)),
  ]);
  return [
    ...findings.flat().filter(({ endangersSessions }) => endangersSessions),
    ...neighbours.filter(({ state }) => state !== 'ok'),
  ];
}

/** Without a state directory that can be used there are none: the look at the disk tells why. */
async function running(env: Readonly<NodeJS.ProcessEnv>): Promise<HeldName[]> {
  try {
    const held = await heldSessions(openStateDirectory(env));
    return held.map(({ entry, unit }) => ({ name: entry.spec.name, unit }));
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
