// Stops a session: asks its program to stop, or ends every process in it, with its host or without.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, isOfThisNamespace } from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import type { StopHow } from '../protocol/session.ts';
import { connectHost } from './connect-host.ts';
import { hostComesUpWithinMs } from './judge.ts';
import type { HostLink } from './link.ts';
import { Membership } from './members.ts';
import { readProcessTable } from './process-table.ts';
import { scopeFolder, scopeMembers } from './scope-members.ts';
import { requireLocal, SessionDirectory, type SessionEntry } from './session-directory.ts';
import type { StateDirectory } from './state-directory.ts';
import { endInTmux } from './stop-in-tmux.ts';
import { gone, signal, sweep } from './sweep.ts';
import { sessionVariable, type TableProcess } from './table-process.ts';

export interface NamedProcess {
  readonly pid: number;
  readonly name: string;
}

export interface StopResult {
  /** Processes that were there and are not any more. */
  readonly ended: readonly NamedProcess[];
  /** Still there: after `terminate` what takes its time, after `kill` what not even KILL ended. */
  readonly survivors: readonly NamedProcess[];
}

/** A host that lives answers at once; one that hangs is passed over. */
const hostAnswersWithinMs = 1000;
/** Draining the pty, the exit record, a slow disk: then a host without a program is ended too. */
const hostEndsWithinMs = 3000;
const lookAgainMs = 25;
const nothing = new Uint8Array(0);

/**
 * interrupt types Ctrl+C. terminate sends HUP and TERM to every process of the session and waits
 * 2 s. kill then ends with KILL what is left; it works on a session that has ended, or whose host
 * is dead, and has left processes behind. Resolves once the list says so too.
 * Throws Failure not-running, host-gone, newer-host or other-machine.
 */
export async function stopSession(
  state: StateDirectory,
  entry: SessionEntry,
  how: StopHow,
): Promise<StopResult> {
  requireLocal(entry);
  const session = await startedSession(state, entry);
  if (how === 'interrupt') return interrupt(session);
  if (session.spec.tmux !== null) return endInTmux(session, how);
  return outlivingIt(session, () => endProcesses(state, session, how === 'kill'));
}

/** Asked from inside the session, we lose our terminal halfway and have to finish all the same. */
async function outlivingIt<T>({ id }: SessionEntry, work: () => Promise<T>): Promise<T> {
  if (process.env[sessionVariable] !== id) return work();
  const keepOn = (): void => {};
  process.on('SIGHUP', keepOn);
  try {
    return await work();
  } finally {
    process.off('SIGHUP', keepOn);
  }
}

/** The session's processes now. After its end: those that survived it. */
export async function sessionProcesses(
  state: StateDirectory,
  entry: SessionEntry,
): Promise<readonly NamedProcess[]> {
  requireLocal(entry);
  // A pane that is not followed any more is tmux's alone.
  if (entry.spec.tmux !== null && entry.state.kind === 'ended') return [];
  const membership = await membershipOf(state, entry);
  return membership.find(await readProcessTable()).map(named);
}

/** Ends the processes of a session that has no host any more. */
export async function endLeftovers(state: StateDirectory, entry: SessionEntry): Promise<void> {
  const membership = await membershipOf(state, entry);
  await sweep({ find: async () => membership.find(await readProcessTable()), insist: true });
}

async function endProcesses(
  state: StateDirectory,
  session: SessionEntry,
  insist: boolean,
): Promise<StopResult> {
  const program = session.host?.programPid;
  // A host that somebody has stopped would neither be told nor record the end.
  if (session.host !== null) signal(session.host.host, 'SIGCONT');
  const link = await linkTo(session);
  try {
    const membership = await membershipOf(state, session);
    // Who is there before anybody is signalled: the host's own signals end some at once.
    const before = membership.find(await readProcessTable());
    // Told first, so that the end is recorded as asked for. The host signals the program's group.
    const told = link !== null && (await tellHost(link));
    const swept = await sweep({
      find: async () => membership.find(await readProcessTable()),
      asked: ({ group }) => told && group === program,
      insist,
    });
    const { survivors } = swept;
    const ended = goneOf([...before, ...swept.ended], survivors);
    if (ended.length === 0 && survivors.length === 0 && session.state.kind === 'ended') {
      throw new Failure('not-running', session.spec.name);
    }
    if (!survivors.some(({ pid }) => pid === program)) await hostEnds(session, link);
    return { ended: ended.map(named), survivors: survivors.map(named) };
  } finally {
    link?.close();
  }
}

/** Each once. */
function goneOf(
  seen: readonly TableProcess[],
  left: readonly TableProcess[],
): readonly TableProcess[] {
  const ended = new Map(seen.map((process) => [process.pid, process]));
  for (const { pid } of left) ended.delete(pid);
  return [...ended.values()];
}

async function interrupt(session: SessionEntry): Promise<StopResult> {
  if (session.state.kind === 'ended') throw new Failure('not-running', session.spec.name);
  const link = await connectHost(session.dir, { ...asStopper, name: session.spec.name });
  link.stop('interrupt');
  await handled(link);
  link.close();
  return { ended: [], survivors: [] };
}

const asStopper = { client: 'cli', answers: false } as const;

/** Null when there is no host that answers: the processes can be ended without it. */
async function linkTo(session: SessionEntry): Promise<HostLink | null> {
  if (session.state.kind === 'ended') return null;
  return connectHost(session.dir, { ...asStopper, helloWithinMs: hostAnswersWithinMs }).catch(
    () => null,
  );
}

async function tellHost(link: HostLink): Promise<boolean> {
  link.stop('terminate');
  return handled(link);
}

/**
 * Whether the host has dealt with what was sent. Frames are handled in order, and input is
 * acknowledged: typing nothing tells that what came before it was read.
 */
async function handled(link: HostLink): Promise<boolean> {
  const answered = link.input(`stop ${randomUUID()}`, 1, nothing).then(
    () => true,
    () => false, // It died without a word.
  );
  return Promise.race([answered, delay(hostAnswersWithinMs, false, { ref: false })]);
}

/** Waits until the end is on record. A host that has no program left and does not end hangs. */
async function hostEnds(session: SessionEntry, link: HostLink | null): Promise<void> {
  const host = session.host?.host;
  if (host === undefined || !isAlive(host)) return;
  const deadline = performance.now() + hostEndsWithinMs;
  if (link !== null && !link.closed) {
    const closed = new Promise<void>((resolve) => link.on('close', resolve));
    await Promise.race([closed, delay(hostEndsWithinMs, undefined, { ref: false })]);
  }
  // It is not our child, so nothing but looking tells that it is gone.
  if (!(await gone([host], deadline))) signal(host, 'SIGKILL');
  await gone([host], performance.now() + hostEndsWithinMs);
}

async function membershipOf(state: StateDirectory, session: SessionEntry): Promise<Membership> {
  const sessions = await new SessionDirectory(state).localEntries();
  const others = sessions.filter(({ id }) => id !== session.id);
  const held = others.filter(({ host }) => host !== null && isAlive(host.host));
  // A tmux server may have been started in this session: what others were adopted from it stays.
  const hosts = held.flatMap(({ host, spec }) => [host?.host.pid, spec.tmux?.serverPid]);
  const { host } = session;
  const scope = host !== null && isAlive(host.host) ? scopeFolder(host.host.pid, session.id) : null;
  return new Membership({
    id: session.id,
    // Under another boot, or in another namespace, its number says nothing.
    program: host !== null && isOfThisNamespace(host.host) ? host.program : null,
    host: host !== null && isAlive(host.host) ? host.host.pid : null,
    otherIds: new Set(others.map(({ id }) => id)),
    otherHosts: new Set(hosts.filter((pid) => pid !== undefined)),
    scope: () => (scope === null ? new Set() : scopeMembers(scope)),
    self: process.pid,
  });
}

/** The session as it is now. One that is just starting is waited for: it has no process to stop yet. */
async function startedSession(state: StateDirectory, { id, spec }: SessionEntry) {
  const directory = new SessionDirectory(state);
  const deadline = performance.now() + hostComesUpWithinMs;
  for (;;) {
    const now = await directory.read(id);
    if (now === null) throw new Failure('no-session', spec.name);
    requireLocal(now);
    if (now.state.kind !== 'starting') return now;
    if (performance.now() > deadline) throw new Failure('timed-out', `"${spec.name}" to start`);
    await delay(lookAgainMs);
  }
}

function named({ pid, name }: TableProcess): NamedProcess {
  return { pid, name };
}
