// Whether other users can put something of their own in the place of a folder: by owning, or being
// allowed to write to, any folder above it. What sshd(8) calls StrictModes. Creates what is missing
// for its owner alone. Refuses to know what the folder is for.
import { lstatSync, mkdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './file-failure.ts';
import { groupInWords, isPrivateGroup, userInWords } from './users.ts';

/** As the kernel: more links than this are a circle. */
const maxLinks = 40;

/** What is wrong with a path, as sentences that say what to do. */
export class UntrustedPath extends Error {
  readonly path: string;

  constructor(path: string, words: string) {
    super(words);
    this.path = path;
  }
}

/**
 * Creates what is missing above `folder`, and checks all that leads there, links included; not `folder`
 * itself. Throws UntrustedPath, or the system's error.
 */
export function makeParents(folder: string): void {
  for (const parent of checkParents(folder)) {
    try {
      mkdirSync(parent, { mode: 0o700 });
    } catch (error) {
      // Another process of ours was faster.
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/**
 * Checks all folders that lead to `folder`, not itself. Returns those that do not exist, outermost first.
 * Throws UntrustedPath, or the system's error.
 */
export function checkParents(folder: string): string[] {
  let at = '/';
  let left = partsOf(folder);
  requireTrusted(at, lstatSync(at));
  for (let links = 0; left.length > 0; ) {
    const [part = '', ...rest] = left;
    const path = join(at, part);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry === undefined) {
      return left.slice(0, -1).map((_, index) => join(at, ...left.slice(0, index + 1)));
    }
    left = rest;
    if (entry.isSymbolicLink()) {
      requireOwner(path, entry);
      // One that leads nowhere is left to whoever uses it to name.
      if (++links > maxLinks || statSync(path, { throwIfNoEntry: false }) === undefined) return [];
      const target = readlinkSync(path);
      if (target.startsWith('/')) at = '/';
      left = [...partsOf(target), ...left];
      continue;
    }
    if (rest.length > 0 && entry.isDirectory()) requireTrusted(path, entry);
    at = path;
  }
  return [];
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function requireTrusted(path: string, entry: Stats): void {
  requireOwner(path, entry);
  const { mode, gid, uid } = entry;
  // In a sticky folder everybody may add, and only owners may rename.
  if ((mode & 0o1000) !== 0) return;
  const byAll = (mode & 0o002) !== 0;
  if (!byAll && ((mode & 0o020) === 0 || isPrivateGroup(gid, uid))) return;
  const who = byAll ? 'everybody' : `the group ${groupInWords(gid)}`;
  const fix = `chmod ${byAll ? 'o-w' : 'g-w'} ${path}`;
  throw new UntrustedPath(
    path,
    `${path} may be written by ${who}, so others could replace what lies in it. Try: ${fix}.`,
  );
}

function requireOwner(path: string, { uid }: Stats): void {
  const self = process.geteuid?.() ?? 0;
  if (uid === 0 || uid === self || isUnmapped(uid)) return;
  const owner = userInWords(uid);
  throw new UntrustedPath(
    path,
    `${path} belongs to ${owner} and you are ${userInWords(self)}. Run Outlive as ${owner}, or with a home of your own (sudo -H, su -).`,
  );
}

/** Inside of a user namespace without root, the system's own folders belong to an id that stands for all others. */
function isUnmapped(uid: number): boolean {
  if (process.platform !== 'linux') return false;
  const read = (path: string): string => readFileSync(path, 'latin1').trim();
  if (String(uid) !== read('/proc/sys/kernel/overflowuid')) return false;
  const ranges = read('/proc/self/uid_map').split('\n');
  return !ranges.some((range) => {
    const [first = 0, , count = 0] = range.trim().split(/\s+/).map(Number);
    return uid >= first && uid < first + count;
  });
}
