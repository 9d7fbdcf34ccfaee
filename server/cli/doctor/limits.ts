// How many files and processes this user may have.
import { roomForProcesses } from '../../sessions/process-limit.ts';
import { type Finding, ok, warning } from './finding.ts';
import type { World } from './world.ts';

const enoughFiles = 1024;
const enoughProcesses = 512;
const enoughRoom = 50;

export async function examineLimits(world: World): Promise<Finding[]> {
  const text = await world.read('/proc/self/limits');
  if (text === null) return [];
  return [
    judge('open files', soft(text, 'Max open files'), enoughFiles, 'ulimit -n 4096'),
    roomIsLeft() ??
      judge('processes', soft(text, 'Max processes'), enoughProcesses, 'ulimit -u 4096'),
  ];
}

/** A limit may be large and used up all the same. Null when that is not so. */
function roomIsLeft(): Finding | null {
  const room = roomForProcesses();
  if (room === null || room >= enoughRoom) return null;
  return warning('processes', {
    words: `You may start only ${Math.max(0, room)} more processes and threads: logs and new sessions need a dozen each.`,
    fix: 'End some programs of yours, or raise the limit: ulimit -u 4096',
    endangersSessions: true,
  });
}

/** proc_pid_limits(5): the name, the soft limit, the hard limit, the unit. */
function soft(text: string, name: string): number {
  const value = new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(text)?.[1];
  return value === undefined || value === 'unlimited' ? Number.POSITIVE_INFINITY : Number(value);
}

function judge(check: string, limit: number, enough: number, fix: string): Finding {
  const most = Number.isFinite(limit) ? String(limit) : 'no end of';
  if (limit >= enough) return ok(check, `This shell allows ${most} ${check}.`);
  return warning(check, {
    words: `This shell allows only ${limit} ${check}: programs and sessions may fail to start.`,
    fix: `${fix}   (before starting Outlive, or in your shell's profile)`,
    endangersSessions: true,
  });
}
