// Sessions that were started before their user lingered: a logout, or the end of a service, would still
// take them along. Moves them, as they run, into scopes of their own, and can say which ones would go.
// Sources: org.freedesktop.systemd1(5) StartTransientUnit and AttachProcessesToUnit; logind.conf(5).

import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { systemPath } from '../identity/system-path.ts';
import { inOwnScope, managerFolder, scopeOf } from './own-scope.ts';
import { readProcessTable } from './process-table.ts';
import { SessionDirectory, type SessionEntry } from './session-directory.ts';
import type { StateDirectory } from './state-directory.ts';
import type { TableProcess } from './table-process.ts';
import { unitOf } from './unit.ts';

const bus = ['org.freedesktop.systemd1', '/org/freedesktop/systemd1'];
const manager = 'org.freedesktop.systemd1.Manager';
const patienceMs = 5000;
/** Systemd moves after it has answered; and a program may start others while it is moved. */
const passes = 40;
const betweenMs = 25;

/** A running session and the unit its host is in, as a path of cgroups: `/user.slice/...`. */
export interface Held {
  readonly entry: SessionEntry;
  readonly unit: string;
}

export async function heldSessions(state: StateDirectory): Promise<Held[]> {
  const entries = await new SessionDirectory(state).localEntries();
  return entries.flatMap((entry) => {
    if (entry.state.kind !== 'running' || entry.host === null) return [];
    const unit = unitOf(entry.host.host.pid);
    return unit === null ? [] : [{ entry, unit }];
  });
}

/** Moves those that have no scope of their own. Resolves to their names; none without lingering. */
export async function keepRunning(state: StateDirectory, env = process.env): Promise<string[]> {
  if (inOwnScope([], '', { env }) === null) return [];
  const alone = (await heldSessions(state)).filter(
    ({ unit }) => !/\/outlive-[^/]+\.scope$/.test(unit),
  );
  const moved: string[] = [];
  for (const { entry } of alone) if (await move(entry, env)) moved.push(entry.spec.name);
  return moved;
}

async function move({ id, host }: SessionEntry, env: NodeJS.ProcessEnv): Promise<boolean> {
  const scope = scopeOf(id);
  const pid = host?.host.pid ?? 0;
  const properties = ['2', 'PIDs', 'au', '1', String(pid), 'Delegate', 'b', 'true'];
  const words = [scope, 'fail', ...properties, '0'];
  if (!(await call(env, 'StartTransientUnit', 'ssa(sv)a(sa(sv))', words))) return false;
  const isInside = (one: number): boolean => unitOf(one)?.endsWith(`/${scope}`) ?? true;
  for (let pass = 0; pass < passes; pass++) {
    const left = processesOf(id, await readProcessTable()).filter((one) => !isInside(one));
    if (left.length === 0) return true;
    // One by one: what has ended meanwhile would fail the others.
    for (const one of left)
      if (isInside(pid))
        await call(env, 'AttachProcessesToUnit', 'ssau', [scope, '', '1', `${one}`]);
    await delay(betweenMs);
  }
  return false;
}

/** The host, what carries the session's mark, and what these started, but for other sessions' hosts. */
function processesOf(id: string, table: readonly TableProcess[]): number[] {
  const found = new Set<number>();
  const isOurs = ({ hostOf, mark, parent }: TableProcess): boolean =>
    hostOf === null ? mark === id || found.has(parent) : hostOf === id;
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const process of table) if (isOurs(process)) found.add(process.pid);
  }
  return [...found];
}

function call(
  env: NodeJS.ProcessEnv,
  method: string,
  signature: string,
  words: readonly string[],
): Promise<boolean> {
  const argv = ['--user', 'call', ...bus, manager, method, signature, ...words];
  const options = {
    env: { ...env, PATH: systemPath, XDG_RUNTIME_DIR: managerFolder(env) ?? '' },
    timeout: patienceMs,
  };
  return new Promise((resolve) => {
    execFile('busctl', argv, options, (error) => resolve(error === null));
  });
}
