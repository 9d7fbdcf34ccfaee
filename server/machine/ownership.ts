// Whose a file is: the user's and the system's alone, or somebody else's, who could run their own code
// by it. As sshd's StrictModes judges a path, links followed: every folder on the way counts.
import type { Stats } from 'node:fs';
import { lstat, readlink, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { run } from './run.ts';

const mostLinks = 40;
const namesWithinMs = 1000;

/**
 * Null when only the user and root can change what `path` leads to; else why not, in words that go on
 * from "it": "belongs to ada", "can be changed by other users". What is not there is nobody's.
 */
export async function foreignWords(path: string): Promise<string | null> {
  let rest = resolve(path).split('/').filter(Boolean);
  let at = '/';
  for (let links = 0; ; ) {
    const found = await lstat(at).catch(() => null);
    if (found === null) return null;
    const words = await wordsOf(found, rest.length > 0);
    if (words !== null) return words;
    if (found.isSymbolicLink()) {
      if (++links > mostLinks) return null;
      const target = await readlink(at).catch(() => '');
      const whole = isAbsolute(target) ? target : join(dirname(at), target);
      rest = [...whole.split('/').filter(Boolean), ...rest];
      at = '/';
      continue;
    }
    const [next, ...others] = rest;
    if (next === undefined) return null;
    at = next === '..' ? dirname(at) : join(at, next);
    rest = others;
  }
}

/** The first of several that is somebody else's says why. */
export async function foreignWordsOfAny(paths: readonly string[]): Promise<string | null> {
  const all = await Promise.all(paths.map(foreignWords));
  return all.find((words) => words !== null) ?? null;
}

export interface OwnPath {
  readonly path: string;
  /** What was left out, each with why. */
  readonly left: readonly string[];
}

/** A PATH without what anybody else could put programs into, relative folders among it. */
export async function ownPath(path: string): Promise<OwnPath> {
  const folders = path.split(delimiter);
  const foreign = await Promise.all(
    folders.map((folder) => (isAbsolute(folder) ? foreignWords(folder) : 'is a relative folder')),
  );
  const left = folders.flatMap((folder, index) =>
    foreign[index] === null ? [] : [`"${folder}" ${foreign[index]}`],
  );
  return { path: folders.filter((_, index) => foreign[index] === null).join(delimiter), left };
}

/** `passed`: a folder on the way, of which only the next name counts. */
async function wordsOf({ uid, gid, mode }: Stats, passed: boolean): Promise<string | null> {
  if (!(await isOurs(uid))) return `belongs to ${await nameOf('passwd', uid)}`;
  // A link's own mode means nothing.
  if ((mode & 0o170000) === 0o120000) return null;
  // In a sticky folder others can add names, and change only their own.
  if (passed && (mode & 0o1000) !== 0) return null;
  if ((mode & 0o002) !== 0) return 'can be changed by other users';
  if ((mode & 0o020) !== 0 && !(await isPrivate(gid))) {
    return `can be changed by the group ${await nameOf('group', gid)}`;
  }
  return null;
}

/** In a user namespace root may have another number: that of the topmost folder. */
async function isOurs(uid: number): Promise<boolean> {
  return uid === 0 || uid === process.geteuid?.() || uid === (await stat('/')).uid;
}

/**
 * Whether a group has no members but the user: the user's own, named alike, or one of the system's that is
 * empty, such as Debian's "staff". From 100 ("users") on, accounts may have it as their first.
 */
function isPrivate(gid: number): Promise<boolean> {
  return remembered(`private ${gid}`, async () => {
    const user = await nameOf('passwd', process.geteuid?.() ?? 0);
    const [name, , , members = ''] = (await entryOf('group', gid)).split(':');
    if (gid >= 100 && name !== user) return false;
    return members.split(',').every((member) => member === '' || member === user);
  });
}

function nameOf(database: 'passwd' | 'group', id: number): Promise<string> {
  return remembered(`${database} ${id}`, async () => {
    return (await entryOf(database, id)).split(':')[0] || String(id);
  });
}

async function entryOf(database: string, id: number): Promise<string> {
  const args = [database, String(id)];
  const { stdout } = await run({ program: '/usr/bin/getent', args, withinMs: namesWithinMs });
  return stdout.trim();
}

/** Accounts hardly change, and a directory server may be slow. */
const known = new Map<string, Promise<unknown>>();

function remembered<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer as Promise<T>;
}
