// Which folder of the state directory is this machine's. A folder says in machine.json which machine it
// belongs to: by the ids that the machine had, and by its last boot, so that it is recognized after its
// hostname has changed. Folders of the first versions are named by the hostname and say nothing.
import { existsSync, linkSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, thisMachine } from '../identity/machine.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import { readJson } from './json-file.ts';

export interface MachineFolder {
  /** Its name in the state directory. It never changes: running hosts have paths into it. */
  readonly folder: string;
  readonly machine: Machine;
  /** What machine.json says, null when it says nothing yet. */
  readonly record: MachineRecord | null;
}

/** The format of what is kept in a machine's folder. Goes up when an older Outlive would misread it. */
export const stateVersion = 1;

/** Every version has these fields. */
interface MachineRecord {
  readonly version: number;
  /** Those it was found by, the newest last. */
  readonly ids: readonly string[];
  readonly name: string;
  readonly bootId: string;
}

const recordFile = 'machine.json';
/** A container that is made anew each day has another hostname each time. */
const maxIds = 64;

/** Reads only: `recordMachine` writes what has changed, once the folder is there. */
export function findMachineFolder(root: string, machine = thisMachine()): MachineFolder {
  const direct = [machine.id, machine.name].map((folder) => read(root, folder));
  const own =
    direct.find(({ record }) => record?.ids.includes(machine.id)) ??
    others(root, machine).find(({ record }) => record?.ids.includes(machine.id)) ??
    others(root, machine).find(({ record }) => record?.bootId === machine.bootId) ??
    direct.find(({ folder, record }) => record === null && existsSync(join(root, folder, 's')));
  return { machine, ...(own ?? { folder: machine.id, record: null }) };
}

/**
 * Writes down whose folder it is. False when another machine of the same name has taken it meanwhile.
 * A full or read-only disk is no reason not to look at sessions.
 */
export function recordMachine(root: string, { folder, machine, record }: MachineFolder): boolean {
  const { id, name, bootId } = machine;
  const ids = [...(record?.ids ?? []).filter((known) => known !== id), id].slice(-maxIds);
  const isKnown = record?.ids.includes(id) ?? false;
  if (isKnown && record?.bootId === bootId && record.name === name) return true;
  const path = join(root, folder, recordFile);
  const fresh = `${path}.${process.pid}.new`;
  try {
    const text = JSON.stringify({
      version: stateVersion,
      ids: isKnown ? record?.ids : ids,
      name,
      bootId,
    });
    writeFileSync(fresh, `${text}\n`, { mode: 0o600 });
    if (record !== null) renameSync(fresh, path);
    else linkSync(fresh, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return read(root, folder).record?.ids.includes(id) ?? false;
    if (['ENOSPC', 'EDQUOT', 'EROFS'].includes(errorCode(error) ?? '')) return true;
    throw fileFailure(error, path);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** A machine's name for people; its folder's where it says nothing. */
export function machineNameIn(root: string, folder: string): string {
  return read(root, folder).record?.name ?? folder;
}

interface Found {
  readonly folder: string;
  readonly record: MachineRecord | null;
}

function others(root: string, { id, name }: Machine): Found[] {
  try {
    const folders = readdirSync(root).filter((each) => !each.startsWith('.') && each !== id);
    return folders.filter((each) => each !== name).map((folder) => read(root, folder));
  } catch {
    return []; // It is about to be made.
  }
}

function read(root: string, folder: string): Found {
  return { folder, record: parse(readJson(join(root, folder, recordFile))) };
}

function parse(value: unknown): MachineRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const { version, ids, name, bootId } = value as Record<string, unknown>;
  if (!Number.isInteger(version)) return null;
  if (!Array.isArray(ids) || typeof name !== 'string' || typeof bootId !== 'string') return null;
  return {
    ...{ version: version as number, name, bootId },
    ids: ids.filter((id) => typeof id === 'string'),
  };
}
