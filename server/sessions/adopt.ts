// Makes a session of a pane that tmux holds: a folder, a name like tmux's, and a host of the second
// kind that writes its log. Refuses to change anything in tmux.
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ownIdentity } from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import { parseSessionName, type SessionName } from '../protocol/names.ts';
import { maxSize, type SessionSummary } from '../protocol/session.ts';
import { type Pane, targetOf } from '../tmux/pane.ts';
import { placeOf } from '../tmux/place.ts';
import { currentAccount } from './account.ts';
import { startHostProcess } from './host-process.ts';
import { announce, place } from './launch.ts';
import { nameFor, requireFree, requireName, withNames } from './names.ts';
import { quoted } from './program.ts';
import { installRuntime, tmuxHost } from './runtime.ts';
import {
  requireLocal,
  SessionDirectory,
  type SessionEntry,
  summaryOf,
} from './session-directory.ts';
import { requireUnchanged, type StateDirectory } from './state-directory.ts';
import { gone, signal } from './sweep.ts';

/** A host that is told to end has its record to write. */
const releasedWithinMs = 5000;

export interface AdoptRequest {
  /** Where the hosts' bundles lie. */
  readonly hostSource: string;
  /** The tmux to speak to the server with. */
  readonly program: string;
  readonly pane: Pane;
  /** Without one it is made of tmux's. */
  readonly name?: string;
}

export interface Adoption {
  readonly session: SessionSummary;
  /** False when it had been adopted before. */
  readonly isNew: boolean;
}

/**
 * Resolves when the pane's history and screen are in the log. A pane that is adopted already stays
 * so. Throws Failure bad-name, name-taken, disk-full, state-unusable or host-failed.
 */
export async function adoptPane(state: StateDirectory, request: AdoptRequest): Promise<Adoption> {
  const name = request.name === undefined ? null : requireName(request.name);
  requireUnchanged(state);
  const main = await installRuntime(state, request.hostSource);
  const found = await withNames(state, async () => {
    const sessions = await new SessionDirectory(state).localEntries();
    const known = adopted(request.pane, sessions);
    if (known !== null) return { known };
    if (name !== null) requireFree(name, sessions);
    const chosen = name ?? nameFor(nameOf(request.pane), sessions);
    return {
      spec: await place(state, draftOf(request), { name: chosen, script: null }),
      others: sessions,
    };
  });
  if ('known' in found) return { session: await summaryOf(found.known), isNew: false };
  const { id } = found.spec;
  const sessionDir = join(state.sessionsDir, id);
  try {
    await startHostProcess({ main: join(dirname(main), tmuxHost), sessionDir, id });
  } catch (error) {
    await rm(sessionDir, { recursive: true, force: true });
    throw error;
  }
  return { session: await announce(state, found.spec, found.others), isNew: true };
}

/**
 * Lets go of a pane, which goes on in tmux; the session has ended, as "lost". Throws Failure
 * not-adopted, not-running, other-machine or timed-out.
 */
export async function releasePane(entry: SessionEntry): Promise<void> {
  requireLocal(entry);
  const { name, tmux } = entry.spec;
  if (tmux === null) throw new Failure('not-adopted', name);
  if (entry.state.kind === 'ended' || entry.host === null) throw new Failure('not-running', name);
  const { host } = entry.host;
  signal(host, 'SIGTERM');
  if (await gone([host], performance.now() + releasedWithinMs)) return;
  throw new Failure('timed-out', `the process that follows "${name}"`);
}

/** The session that holds a pane now. */
export function adopted(pane: Pane, sessions: readonly SessionEntry[]): SessionEntry | null {
  const isIt = ({ spec: { tmux }, state }: SessionEntry): boolean =>
    state.kind !== 'ended' &&
    tmux?.pane === pane.id &&
    tmux.serverPid === pane.serverPid &&
    tmux.socket === pane.socket;
  return sessions.find(isIt) ?? null;
}

/** `work` for the pane that is looked at in `work`, `work-1.0` for the others. */
export function nameOf(pane: Pane): SessionName {
  const legal = (text: string): string =>
    text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  const place = pane.active ? '' : `-${pane.window}.${pane.index}`;
  const whole = `${legal(pane.session).slice(0, 24 - place.length)}${place}`;
  return parseSessionName(whole) ?? (`tmux${place}` as SessionName);
}

/** As a person would type it to get there. */
function attachCommand({ socket }: Pane, target: string): string {
  const server = basename(socket) === 'default' ? '' : `-S ${quoted(socket)} `;
  return `tmux ${server}attach -t ${quoted(target)}`;
}

function draftOf({ program, pane }: AdoptRequest) {
  const { socket, serverPid } = pane;
  const target = placeOf(pane).target;
  return {
    version: 1 as const,
    command: attachCommand(pane, target),
    argv: [program, '-S', socket, 'attach-session', '-t', targetOf(pane)],
    cwd: pane.path.startsWith('/') ? pane.path : currentAccount().home,
    env: {},
    shell: '',
    cols: Math.min(pane.cols, maxSize.cols),
    rows: Math.min(pane.rows, maxSize.rows),
    created: new Date().toISOString(),
    launcher: ownIdentity(),
    tmux: { program, socket, serverPid, pane: pane.id },
  };
}
