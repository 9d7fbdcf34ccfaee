// The state directory and the disk below it: whether it is ours alone, room, kind, and its clock.
// File system types: statfs(2), linux/magic.h.
import { randomBytes } from 'node:crypto';
import { rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../protocol/failure.ts';
import { systemFailure } from '../../sessions/file-failure.ts';
import { isNoexec } from '../../sessions/runtime.ts';
import { openStateDirectory, type StateDirectory } from '../../sessions/state-directory.ts';
import { hostBundle } from '../installation.ts';
import { broken, type Finding, ok, warning } from './finding.ts';
import type { World } from './world.ts';

const MiB = 1024 * 1024;
const plentyBytes = 1024 * MiB;
const littleBytes = 64 * MiB;
const fewFiles = 1000;
const networkTypes: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  198183888: 'Lustre',
  1196443219: 'GPFS',
  428016422: 'BeeGFS',
  12805120: 'Ceph',
  1702057286: 'FUSE',
};
const skewMs = 5000;

export async function examineStorage(world: World): Promise<Finding[]> {
  let state: StateDirectory;
  try {
    state = openStateDirectory(world.env);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [broken('state', { words: error.message, fix: 'Do what the sentence says.' })];
  }
  return [
    ok('state', `${state.root} is yours alone.`),
    ...(await disk(state.machineDir)),
    await execution(state.machineDir),
    await clock(state.machineDir),
  ];
}

async function execution(folder: string): Promise<Finding> {
  if (!(await isNoexec(folder)))
    return ok('execution', 'Sessions run from a copy in the state directory.');
  return warning('execution', {
    words: `The state directory is mounted noexec, so sessions run from ${hostBundle}.`,
    fix: 'Keep that folder while sessions run, or set OUTLIVE_STATE_DIR to a disk without noexec.',
  });
}

async function disk(folder: string): Promise<Finding[]> {
  const { type, bavail, bsize, files, ffree } = await statfs(folder);
  return [judgeKind(type), room(bavail * bsize), ...(files > 0 ? [names(ffree)] : [])];
}

/** `type`: as statfs(2) tells it. */
export function judgeKind(type: number): Finding {
  const network = networkTypes[type];
  if (network === undefined)
    return ok('disk kind', 'The state directory is on a disk of this machine.');
  return warning('disk kind', {
    words: `The state directory is on a network disk (${network}): while its server is away, output that does not fit into memory is lost.`,
    fix: 'Set OUTLIVE_STATE_DIR to a folder on a local disk, such as /var/tmp/$USER/outlive.',
  });
}

function room(bytes: number): Finding {
  const left = `${Math.floor(bytes / MiB)} MiB are left on the state directory's disk`;
  if (bytes >= plentyBytes) return ok('disk room', `${left}.`);
  const trouble = {
    words: `${left}; sessions may write 4 GiB of logs.`,
    fix: 'Make room, remove ended sessions (outlive rm -t NAME), or set OUTLIVE_STATE_DIR to another disk.',
    endangersSessions: true,
  };
  return bytes < littleBytes ? broken('disk room', trouble) : warning('disk room', trouble);
}

function names(free: number): Finding {
  if (free >= fewFiles) return ok('disk files', 'The disk takes more files.');
  return warning('disk files', {
    words: `The disk takes only ${free} more files; a session makes about ten.`,
    fix: 'Remove some, or set OUTLIVE_STATE_DIR to another disk.',
    endangersSessions: true,
  });
}

/** A disk's server stamps its files by its own clock. */
async function clock(folder: string): Promise<Finding> {
  const probe = join(folder, `.clock-${randomBytes(4).toString('hex')}`);
  try {
    const before = Date.now();
    await writeFile(probe, '', { mode: 0o600 });
    const { mtimeMs } = await stat(probe);
    const off = mtimeMs < before ? before - mtimeMs : Math.max(0, mtimeMs - Date.now());
    if (before < Date.UTC(2024, 0)) {
      return broken('clock', {
        words: `This machine believes it is ${new Date(before).toISOString()}.`,
        fix: 'Set its clock: pairing codes and times depend on it.',
        endangersSessions: false,
      });
    }
    if (off <= skewMs) return ok('clock', 'The clock agrees with the disk.');
    return warning('clock', {
      words: `This machine's clock and the disk's are ${Math.round(off / 1000)} s apart.`,
      fix: 'Ask for time synchronisation (NTP) on both.',
    });
  } catch (error) {
    const why = systemFailure(error)?.message ?? (error as Error).message;
    return broken('clock', {
      words: `Nothing can be written to the state directory: ${why}`,
      fix: 'Make room, or set OUTLIVE_STATE_DIR to another folder.',
    });
  } finally {
    await rm(probe, { force: true });
  }
}
