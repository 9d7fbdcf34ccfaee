// Real processes for tests of what belongs to a session and how it is ended: started by the test,
// ended with it, by pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ProcessIdentity, processIdentity } from '../../server/identity/process-identity.ts';
import { parseSessionId, type SessionId } from '../../server/protocol/names.ts';
import { Membership, type MembershipOf } from '../../server/sessions/members.ts';
import { readProcessTable } from '../../server/sessions/process-table.ts';
import { signal } from '../../server/sessions/sweep.ts';
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
  /** The processes whose pids its script wrote with `note NAME PID`. Ended with the test. */
  noted(...names: string[]): Promise<number[]>;
  /** A number, not a pid, that its script wrote with `note NAME NUMBER`. */
  said(name: string): Promise<number>;
}

/**
 * Runs a bash script as a session's program would be run. Nothing in it may go on for longer than a
 * test: should the test be killed, its processes are left to end by themselves.
 */
export function startTree(script: string): Tree {
  const id = randomId();
  const notes = mkdtempSync('/tmp/ol-');
  const text = `note() { echo "$2" > ${notes}/$1.part; mv ${notes}/$1.part ${notes}/$1; }\n${script}`;
  const child = spawn('/bin/bash', ['-c', text], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, OUTLIVE_SESSION: id },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('bash could not be started');
  const started = [processIdentity(pid)];
  onTestFinished(() => {
    for (const one of started) end(one);
    rmSync(notes, { recursive: true, force: true });
  });
  const said = async (name: string): Promise<number> => {
    const path = join(notes, name);
    await until(`${name} was noted`, () => existsSync(path));
    return Number(readFileSync(path, 'utf8'));
  };
  const noted = async (...names: string[]): Promise<number[]> => {
    const pids: number[] = [];
    for (const name of names) pids.push(await said(name));
    started.push(...pids.map(processIdentity));
    return pids;
  };
  return { id, child, pid, noted, said };
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

/** Kills one process that the test itself has started, and no later one with its number. */
export function end(one: ProcessIdentity | null | undefined): void {
  if (one) signal(one, 'SIGKILL');
}

/** Stops one such process. */
export function hold(one: ProcessIdentity | null | undefined): void {
  if (one) signal(one, 'SIGSTOP');
}
