// The folder everything is kept in: where it is, and that nobody else can get into it. Owns the
// names of what lies directly in it; refuses to know what sessions are.
import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { errorCode, fileFailure } from './file-failure.ts';

/** A unix socket's path at most; longer ones are cut silently and end up somewhere else. */
const maxSocketPathBytes = 103;

export interface StateDirectory {
  readonly root: string;
  /** This machine's name: the folder in `root` that is ours to judge. */
  readonly machine: string;
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
  /** One lease a GPU that is taken. */
  readonly gpuDir: string;
}

/**
 * Finds the state directory and creates what is missing of it, readable by its owner alone.
 * Throws Failure state-owner, state-open, state-unusable, state-path-long or disk-full.
 */
export function openStateDirectory(env: NodeJS.ProcessEnv = process.env): StateDirectory {
  const state = stateDirectoryAt(stateRoot(env), machineName());
  const socket = join(state.sessionsDir, 'xxxxxxxx', 'sock');
  if (Buffer.byteLength(socket) > maxSocketPathBytes) throw new Failure('state-path-long', socket);
  createParents(state.root);
  // The root may be a link to a larger disk; below it everything is ours, so a link is a trap.
  ensurePrivateFolder(state.root, { mayBeLink: true });
  for (const folder of [
    state.machineDir,
    state.sessionsDir,
    state.runtimeDir,
    state.pairingDir,
    state.gpuDir,
  ]) {
    ensurePrivateFolder(folder, { mayBeLink: false });
  }
  return state;
}

/**
 * `$OUTLIVE_STATE_DIR`, else `$XDG_STATE_HOME/outlive`, else `~/.local/state/outlive`. Throws
 * state-unusable for a relative path: each folder would have sessions of its own.
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
  return resolve(env.HOME || homedir(), '.local/state/outlive');
}

/** A host name as a folder's name: up to the first dot, without anything unusual. */
export function machineName(host = hostname()): string {
  const short = host.split('.')[0] ?? '';
  return short.replace(/[^A-Za-z0-9._-]+/g, '-') || 'localhost';
}

/** Where things lie, without touching the disk. */
export function stateDirectoryAt(root: string, machine: string): StateDirectory {
  const machineDir = join(root, machine);
  return {
    root,
    machine,
    machineDir,
    sessionsDir: join(machineDir, 's'),
    runtimeDir: join(machineDir, 'runtime'),
    namesLock: join(machineDir, 'names.lock'),
    gatewayLock: join(machineDir, 'gateway.lock'),
    gatewayFile: join(machineDir, 'gateway.json'),
    devicesFile: join(machineDir, 'devices.json'),
    pairingDir: join(machineDir, 'pairing'),
    presetsFile: join(machineDir, 'presets.json'),
    recentsFile: join(machineDir, 'recents.json'),
    gpuDir: join(machineDir, 'gpus'),
  };
}

function createParents(root: string): void {
  try {
    mkdirSync(dirname(root), { recursive: true });
  } catch (error) {
    throw fileFailure(error, dirname(root));
  }
}

function ensurePrivateFolder(path: string, { mayBeLink }: { mayBeLink: boolean }): void {
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
}

function lookAt(path: string, mayBeLink: boolean): Stats {
  try {
    const entry = lstatSync(path);
    if (!entry.isSymbolicLink()) return entry;
    if (!mayBeLink) throw new Failure('state-unusable', `${path} is a symbolic link.`);
    // Whoever made the link decides where it leads tomorrow.
    if (entry.uid !== 0 && entry.uid !== process.geteuid?.())
      throw new Failure('state-owner', path);
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
