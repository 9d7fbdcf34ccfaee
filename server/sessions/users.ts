// Users and groups of the system by number: their names, and which groups have one member only.
// Source: getent(1), passwd(5), group(5).

import { readFileSync } from 'node:fs';
import { systemPath } from '../identity/system-path.ts';

interface Entry {
  readonly name: string;
  /** A user's group, or a group's own number. */
  readonly gid: number;
  readonly uid: number;
  readonly members: readonly string[];
}

export function userInWords(uid: number): string {
  return userOf(uid)?.name ?? `user ${uid}`;
}

export function groupInWords(gid: number): string {
  return groupOf(gid)?.name ?? String(gid);
}

/**
 * Whether a group is its user's alone, as most systems make one for each user: named as the user, with
 * no other member. The name counts because a directory service does not list those who have the group
 * as their first.
 */
export function isPrivateGroup(gid: number, uid: number): boolean {
  const [group, user] = [groupOf(gid), userOf(uid)];
  if (group === null || user === null || group.name !== user.name) return false;
  if (group.members.some((name) => name !== user.name)) return false;
  return !linesOf('passwd').some((other) => other.gid === gid && other.uid !== uid);
}

function userOf(uid: number): Entry | null {
  return linesOf('passwd').find((user) => user.uid === uid) ?? asked('passwd', uid);
}

function groupOf(gid: number): Entry | null {
  return linesOf('group').find((group) => group.gid === gid) ?? asked('group', gid);
}

type Database = 'passwd' | 'group';

function linesOf(database: Database): Entry[] {
  try {
    return readFileSync(`/etc/${database}`, 'utf8').split('\n').map(entryIn(database));
  } catch {
    return [];
  }
}

/** Those that a directory service knows. */
function asked(database: Database, id: number): Entry | null {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout } = spawnSync('getent', [database, String(id)], {
    encoding: 'utf8',
    env: { ...process.env, PATH: systemPath },
    timeout: 5000,
  });
  return stdout ? entryIn(database)(stdout.split('\n')[0] ?? '') : null;
}

/** `name:x:uid:gid:...` or `name:x:gid:member,member`. */
function entryIn(database: Database): (line: string) => Entry {
  return (line) => {
    const [name = '', , third, fourth = ''] = line.split(':');
    return database === 'passwd'
      ? { name, uid: Number(third || Number.NaN), gid: Number(fourth || Number.NaN), members: [] }
      : {
          name,
          uid: Number.NaN,
          gid: Number(third || Number.NaN),
          members: fourth.split(',').filter(Boolean),
        };
  };
}
