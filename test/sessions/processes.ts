// Real processes for tests of what belongs to a session and how it is ended: started by the test,
// ended with it, by pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseSessionId, type SessionId } from '../../server/protocol/names.ts';
import { Membership, type MembershipOf } from '../../server/sessions/members.ts';
import { processIdentity } from '../../server/sessions/process-identity.ts';
import { readProcessTable } from '../../server/sessions/process-table.ts';
import { until } from './harness.ts';

export function randomId(): SessionId {
  const id = parseSessionId(randomBytes(4).toString('hex'));
  if (id === null) throw new Error('not an id');
  return id;
}

export interface Tree {
  readonly id: SessionId;
  readonly child: ChildProcess;
  /** The leader of a session of its own, as a program on a pty is. */
  readonly pid: number;
  /** The pids that its script wrote with `note NAME`. */
  noted(...names: string[]): Promise<number[]>;
}

/** Runs a bash script as a session's program would be run. `note x $!` in it tells a pid. */
export function startTree(script: string, env: Record<string, string> = {}): Tree {
  const id = randomId();
  const notes = mkdtempSync('/tmp/ol-');
  const text = `note() { echo "$2" > ${notes}/$1.part; mv ${notes}/$1.part ${notes}/$1; }\n${script}`;
  const child = spawn('/bin/bash', ['-c', text], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, OUTLIVE_SESSION: id, ...env },
  });
  const pid = child.pid ?? 0;
  const told: number[] = [];
  onTestFinished(() => {
    for (const one of [pid, ...told]) endForSure(one);
    rmSync(notes, { recursive: true, force: true });
  });
  const noted = async (...names: string[]): Promise<number[]> => {
    const pids: number[] = [];
    for (const name of names) {
      const path = join(notes, name);
      await until(`${name} was noted`, () => existsSync(path));
      pids.push(Number(readFileSync(path, 'utf8')));
    }
    told.push(...pids);
    return pids;
  };
  return { id, child, pid, noted };
}

/** Membership of a tree's session, as somebody else than its parent would see it. */
export function membershipOf(tree: Tree, more: Partial<MembershipOf> = {}): Membership {
  return new Membership({
    id: tree.id,
    program: processIdentity(tree.pid),
    host: null,
    otherIds: new Set(),
    otherHosts: new Set(),
    self: 0,
    ...more,
  });
}

export async function memberPids(membership: Membership): Promise<number[]> {
  return membership
    .find(await readProcessTable())
    .map(({ pid }) => pid)
    .sort((a, b) => a - b);
}

export function isThere(pid: number): boolean {
  return processIdentity(pid) !== null;
}

/** Only ever a process that the test itself has started. */
export function endForSure(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
