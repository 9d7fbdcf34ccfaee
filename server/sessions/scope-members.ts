// The processes in a session's systemd scope: whoever was started in it stays in it, whatever it does
// to its parent, its terminal and its environment. Source: cgroups(7).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopeOf } from './own-scope.ts';
import { unitOf } from './unit.ts';

/** Where control groups are mounted; the last two where the first version is in use as well. */
const roots = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];

/** The folder of the scope that a session's host runs in; null when it has none. */
export function scopeFolder(hostPid: number, id: string): string | null {
  const name = scopeOf(id);
  const within = unitOf(hostPid)?.split('/') ?? [];
  if (!within.includes(name)) return null;
  const path = within.slice(0, within.indexOf(name) + 1).join('/');
  return roots.map((root) => join(root, path)).find((folder) => existsSync(folder)) ?? null;
}

/** Its processes and those of the groups below it; none once it is gone. */
export function scopeMembers(folder: string): Set<number> {
  try {
    const below = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
    const pids = readFileSync(join(folder, 'cgroup.procs'), 'latin1').split('\n').map(Number);
    const all = below.flatMap((one) => [...scopeMembers(join(folder, one.name))]);
    return new Set([...pids.filter((pid) => pid > 0), ...all]);
  } catch {
    return new Set();
  }
}
