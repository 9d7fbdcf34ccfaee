// The folder everything is kept in: where it is, and that nobody else can get into it. Owns the
// names of what lies directly in it; refuses to know what sessions are.
import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { homeFolder } from './account.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import { findMachineFolder, machineNameIn, recordMachine, stateVersion } from './machine-folder.ts';
import { makeParents, UntrustedPath } from './trusted-path.ts';

/** A unix socket's path at most; longer ones are cut silently and end up somewhere else. */
const maxSocketPathBytes = 103;

export interface StateDirectory {
  readonly root: string;
  /** The machine's name, for people. */
  readonly machine: string;
  /** Its folder's name in `root`: the one that is ours to judge. */
  readonly folder: string;
  readonly machineDir: string;
  readonly sessionsDir: string;
  readonly runtimeDir: string;
  readonly namesLock: string;
  readonly gatewayLock: string;
  readonly gatewayFile: string;
  readonly devicesFile: string;
  readonly pairingDir: string;
  readonly presetsFile: string;
  readonly recentsFile: string;
  /** What was told, and to whom. */
  readonly alertsDir: string;
  /** One lease a GPU that is taken. */
  readonly gpuDir: string;
  /** The inode of `root` when it was opened and checked. */
  readonly inode: number;
}

/**
 * Finds the state directory and creates what is missing of it, readable by its owner alone. Nothing is
 * created, or used, where another user could put something of their own in its place.
 * Throws Failure newer-state, state-owner, state-open, state-unusable, state-path-long or disk-full.
 */
export function openStateDirectory(env: NodeJS.ProcessEnv = process.env): StateDirectory {
  const root = stateRoot(env);
  const longest = join(root, 'xxxxxxxx', 's', 'xxxxxxxx', 'sock');
  if (Buffer.byteLength(longest) > maxSocketPathBytes) {
    throw new Failure('state-path-long', longest);
  }
  createParents(root);
  // The root may be a link to a larger disk; below it everything is ours, so a link is a trap.
  const { ino } = ensurePrivateFolder(root, { mayBeLink: true });
  const state = openMachineFolder(root, ino);
  for (const folder of [state.sessionsDir, state.runtimeDir, state.pairingDir, state.gpuDir]) {
    ensurePrivateFolder(folder, { mayBeLink: false });
  }
  return state;
}

function openMachineFolder(root: string, inode: number): StateDirectory {
  for (;;) {
    const found = findMachineFolder(root);
    if ((found.record?.version ?? 0) > stateVersion) throw new Failure('newer-state', root);
    const state = stateDirectoryAt(root, found.folder, { machine: found.machine.name, inode });
    if (Buffer.byteLength(join(state.sessionsDir, 'xxxxxxxx/sock')) > maxSocketPathBytes) {
      throw new Failure('state-path-long', state.sessionsDir);
    }
    ensurePrivateFolder(state.machineDir, { mayBeLink: false });
    // Another machine of the same name may have been faster to take a folder that said nothing.
    if (recordMachine(root, found)) return state;
  }
}

/**
 * For what runs for long: throws Failure state-changed when the folder that was opened has been
 * replaced, or is not the user's alone any more.
 */
export function requireUnchanged({ root, inode }: StateDirectory): void {
  const now = statSync(root, { throwIfNoEntry: false });
  const isOwn = now?.uid === process.geteuid?.() && (now?.mode ?? 0) % 0o100 === 0;
  if (now?.ino !== inode || !isOwn) throw new Failure('state-changed', root);
}

/**
 * `$OUTLIVE_STATE_DIR`, else `$XDG_STATE_HOME/outlive`, else `~/.local/state/outlive`. Throws
 * state-unusable for a relative path: each folder would have sessions of its own; no-home without any.
 */
export function stateRoot(env: NodeJS.ProcessEnv): string {
  const given = env.OUTLIVE_STATE_DIR;
  if (given && !isAbsolute(given)) {
    throw new Failure('state-unusable', `${given} is a relative path.`);
  }
  if (given) return resolve(given);
  const xdg = env.XDG_STATE_HOME;
  // The XDG rules say that a relative path there is to be ignored.
  if (xdg && isAbsolute(xdg)) return resolve(xdg, 'outlive');
  const home = homeFolder(env);
  if (home === null) throw new Failure('no-home', String(process.geteuid?.() ?? ''));
  return resolve(home, '.local/state/outlive');
}

/** Where things lie of the machine whose folder is called so. */
export function stateDirectoryAt(
  root: string,
  folder: string,
  { machine = machineNameIn(root, folder), inode = 0 } = {},
): StateDirectory {
  const machineDir = join(root, folder);
  return {
    ...{ root, machine, folder, machineDir, inode },
    sessionsDir: join(machineDir, 's'),
    runtimeDir: join(machineDir, 'runtime'),
    namesLock: join(machineDir, 'names.lock'),
    gatewayLock: join(machineDir, 'gateway.lock'),
    gatewayFile: join(machineDir, 'gateway.json'),
    devicesFile: join(machineDir, 'devices.json'),
    pairingDir: join(machineDir, 'pairing'),
    presetsFile: join(machineDir, 'presets.json'),
    recentsFile: join(machineDir, 'recents.json'),
    alertsDir: join(machineDir, 'alerts'),
    gpuDir: join(machineDir, 'gpus'),
  };
}

function createParents(root: string): void {
  try {
    makeParents(root);
  } catch (error) {
    if (!(error instanceof UntrustedPath)) throw fileFailure(error, root);
    // The folder itself, by its link, is told as the folder.
    if (error.path === root) throw new Failure('state-owner', root);
    throw new Failure('state-unusable', error.message);
  }
}

function ensurePrivateFolder(path: string, { mayBeLink }: { mayBeLink: boolean }): Stats {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') throw new Failure('state-unusable', `${path} cannot be created.`);
    if (code !== 'EEXIST') throw fileFailure(error, path);
  }
  const folder = lookAt(path, mayBeLink);
  if (!folder.isDirectory()) throw new Failure('state-unusable', `${path} is not a folder.`);
  if (folder.uid !== process.geteuid?.()) throw new Failure('state-owner', path);
  if ((folder.mode & 0o077) !== 0) throw new Failure('state-open', path);
  return folder;
}

function lookAt(path: string, mayBeLink: boolean): Stats {
  try {
    const entry = lstatSync(path);
    if (!entry.isSymbolicLink()) return entry;
    if (!mayBeLink) throw new Failure('state-unusable', `${path} is a symbolic link.`);
    return statSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      throw new Failure('state-unusable', `${path} is a link to something that does not exist.`);
    }
    throw fileFailure(error, path);
  }
}

/** For a session's environment: what is called `outlive` inside it means the same sessions. */
export function sameState(
  { OUTLIVE_STATE_DIR: given }: NodeJS.ProcessEnv,
  { root }: StateDirectory,
): Readonly<Record<string, string>> {
  return given ? { OUTLIVE_STATE_DIR: root } : {};
}
