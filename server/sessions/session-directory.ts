// The directory of sessions: which there are, what state each is in, and which one is meant by a
// word. Only reads. Judges this machine's sessions; other machines' are shown as last known.
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bootId } from '../identity/boot.ts';
import { isOfThisNamespace, processIdentities } from '../identity/process-identity.ts';
import { readExitRecord } from '../log/exit-record.ts';
import { listSegments, logPath } from '../log/segments.ts';
import { logRemovedPath } from '../log/total.ts';
import { Failure } from '../protocol/failure.ts';
import type { JobRequest } from '../protocol/job.ts';
import { parseSessionId, type SessionId } from '../protocol/names.ts';
import { nearNames } from '../protocol/near.ts';
import type { ExitRecord, SessionSummary } from '../protocol/session.ts';
import type { TmuxPlace } from '../tmux/place.ts';
import { tookOver } from './began.ts';
import { bellSet } from './bell.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import { type JudgedState, judge, lost } from './judge.ts';
import { lastOutput } from './last-line.ts';
import { isRefused } from './proof-of-life.ts';
import {
  type HostRecord,
  type KnownSpec,
  readHostRecord,
  readPlace,
  readSpec,
  specWithoutFile,
} from './session-record.ts';
import { type StateDirectory, stateDirectoryAt } from './state-directory.ts';
import { readWaiting } from './waiting.ts';

/** One session: its folder, what the folder says, and what that means. */
export interface SessionEntry {
  readonly id: SessionId;
  readonly dir: string;
  /** Its output log's folder. */
  readonly outputDir: string;
  readonly machine: string;
  /** Of this machine, and not running in another PID namespace: may be judged, signalled, renamed, removed. */
  readonly local: boolean;
  /** In another machine's folder. */
  readonly ofOtherMachine: boolean;
  readonly spec: KnownSpec;
  readonly host: HostRecord | null;
  readonly exit: ExitRecord | null;
  /** Where in tmux it is, when it was adopted from there. */
  readonly place: TmuxPlace | null;
  readonly state: JudgedState;
}

type Unjudged = Omit<SessionEntry, 'state' | 'local'>;

export class SessionDirectory {
  readonly #state: StateDirectory;

  constructor(state: StateDirectory) {
    this.#state = state;
  }

  /** All sessions, oldest first, this machine's before others'. `lastLines` costs a look into each log. */
  async list({ lastLines = true } = {}): Promise<SessionSummary[]> {
    const entries = await this.entries();
    return Promise.all(entries.map((entry) => summaryOf(entry, { lastLine: lastLines })));
  }

  async entries(): Promise<SessionEntry[]> {
    const [local, remote] = await Promise.all([this.localEntries(), this.#remoteEntries()]);
    return [...local, ...remote];
  }

  async localEntries(): Promise<SessionEntry[]> {
    return lookTwice(this.#state, await judgeAll(await readSessions(this.#state, true)));
  }

  /** The session with this id on this machine, or null. */
  async read(id: SessionId): Promise<SessionEntry | null> {
    const session = await readSession(this.#state, id, true);
    const entries = session === null ? [] : await judgeAll([session]);
    return (await lookTwice(this.#state, entries))[0] ?? null;
  }

  /**
   * The session that `text` means: an id, a name, or a unique prefix of one. A name first means the
   * session that has not ended, then the newest, and this machine's before another's.
   * Throws Failure no-session or ambiguous-name.
   */
  async find(text: string): Promise<SessionEntry> {
    const id = parseSessionId(text);
    const direct = id && (await this.read(id));
    if (direct) return direct;
    const local = await this.localEntries();
    const here = pick(local, text);
    if (here !== null) return here;
    const remote = await this.#remoteEntries();
    return pick(remote, text) ?? noSession(text, [...local, ...remote]);
  }

  async #remoteEntries(): Promise<SessionEntry[]> {
    const { root, folder } = this.#state;
    const folders = await namesIn(root);
    const others = folders.filter((name) => name !== folder && !name.startsWith('.'));
    const lists = others.map((name) => readSessions(stateDirectoryAt(root, name), false));
    return await judgeAll((await Promise.all(lists)).flat());
  }
}

/** What `ls --json` prints for an entry. `lastLine` costs a look into its log. */
export async function summaryOf(
  entry: SessionEntry,
  { lastLine = true } = {},
): Promise<SessionSummary> {
  const { spec, state, machine, outputDir, dir, local, ofOtherMachine, place } = entry;
  const instead = await tookOver({ dir, spec, state });
  const { id, name, created, command, cwd, cols, rows } = spec;
  const last = lastLine ? await lastOutput(outputDir) : null;
  const waited = readWaiting(dir, local);
  const waitingFor = state.kind === 'ended' ? null : waited.waitingFor;
  const began = waited.over ?? (waited.waitingFor === null ? created : null);
  const bell = bellSet(entry);
  const chosen = Array.isArray(spec.job?.gpus) ? (spec.job.gpus as readonly number[]) : null;
  return {
    id,
    name,
    state: state.kind,
    created,
    command,
    cwd,
    pid: state.kind === 'running' ? state.pid : null,
    // Another program's success is not the job's.
    exitCode: state.kind === 'ended' && instead === null ? state.exitCode : null,
    tookOver: instead,
    signal: state.kind === 'ended' ? state.signal : null,
    reason: state.kind === 'ended' ? state.reason : null,
    waitingFor,
    startedAt: state.kind === 'starting' || waitingFor !== null ? null : began,
    endedAt: state.kind === 'ended' ? state.endedAt : null,
    lostTo: state.kind === 'ended' ? state.lostTo : null,
    ...(state.kind === 'ended' && existsSync(logRemovedPath(dir)) && { logRemoved: true }),
    gpus: waited.gpus ?? (takesAny(spec.job) ? null : chosen),
    lastLine: last?.lastLine ?? null,
    lastLines: hasFailed(state) || instead !== null ? (last?.lastLines ?? []) : [],
    lastOutputAt: last?.lastOutputAt ?? null,
    cols: last?.size?.cols ?? cols,
    rows: last?.size?.rows ?? rows,
    machine,
    ...(local ? {} : { elsewhere: ofOtherMachine ? 'machine' : 'namespace' }),
    ...(place === null ? {} : { tmux: place.session }),
    ...(bell !== null && { bell }),
  };
}

/** By itself: one that was killed did what it was told. */
function hasFailed(state: JudgedState): boolean {
  if (state.kind !== 'ended' || state.reason === 'killed') return false;
  return state.reason === 'lost' || state.signal !== null || (state.exitCode ?? 0) !== 0;
}

/** A list of GPUs is then what it may take from, not what it has. */
function takesAny(job: JobRequest | null): boolean {
  return job?.startWhen !== undefined && 'gpus' in job.startWhen;
}

/** For what only this machine may do. Throws Failure other-machine. */
export function requireLocal(entry: SessionEntry): void {
  if (entry.ofOtherMachine) throw new Failure('other-machine', entry.machine);
  if (!entry.local) throw new Failure('other-namespace', entry.spec.name);
}

async function readSessions(state: StateDirectory, local: boolean): Promise<Unjudged[]> {
  const ids = (await namesIn(state.sessionsDir)).map(parseSessionId).filter((id) => id !== null);
  const sessions = await Promise.all(
    ids.map((id) => readSession(state, id, local).catch(passOver)),
  );
  return sessions.filter((session) => session !== null).sort((a, b) => (age(a) < age(b) ? -1 : 1));
}

/** One session whose files cannot be read must not hide the others. */
function passOver(error: unknown): null {
  if (error instanceof Failure) return null;
  throw error;
}

/** ISO times sort as they are. Comparing by a language's rules would load them first: 7 ms. */
function age({ spec }: Unjudged): string {
  return `${spec.created} ${spec.id}`;
}

async function readSession(
  state: StateDirectory,
  id: SessionId,
  local: boolean,
): Promise<Unjudged | null> {
  const dir = join(state.sessionsDir, id);
  const outputDir = join(dir, 'output');
  const host = readHostRecord(dir);
  const exit = await readExitRecord(outputDir);
  // What had a host must be seen, read and ended, whatever became of its files.
  const spec = readSpec(dir) ?? (local && host !== null ? specWithoutFile(dir, id) : null);
  if (spec === null || spec.id !== id) return null;
  const place = spec.tmux === null ? null : readPlace(dir);
  const { machine } = state;
  return { id, dir, outputDir, machine, ofOtherMachine: !local, spec, host, exit, place };
}

/** Judges with one look at all hosts and launchers together. */
async function judgeAll(sessions: readonly Unjudged[]): Promise<SessionEntry[]> {
  const pids = sessions
    .filter(({ ofOtherMachine, exit }) => !ofOtherMachine && exit === null)
    .map(({ host, spec }) => host?.host ?? spec.launcher)
    .flatMap((holder) => (holder !== null && isOfThisNamespace(holder) ? [holder.pid] : []));
  const running = processIdentities([...new Set(pids)]);
  return Promise.all(
    sessions.map(async (session) => {
      const state = await stateOf(session, running);
      const runsElsewhere = state.kind === 'running' && state.pid === null;
      return { ...session, state, local: !session.ofOtherMachine && !runsElsewhere };
    }),
  );
}

type Running = ReturnType<typeof processIdentities>;

async function stateOf(session: Unjudged, running: Running): Promise<JudgedState> {
  const { dir, host, spec, exit } = session;
  const evidence = { ...session, local: !session.ofOtherMachine };
  const holder = host?.host ?? spec.launcher;
  if (session.ofOtherMachine || exit !== null || holder === null || isOfThisNamespace(holder))
    return judge(evidence, running);
  const sameBoot = holder.bootId === bootId();
  const writtenMs = sameBoot ? 0 : await lastWritten(session);
  const state = judge({ ...evidence, writtenMs }, running);
  // Its host cannot be seen, but under the same kernel its socket tells.
  const isGone = sameBoot && state.kind === 'running' && (await isRefused(join(dir, 'sock')));
  return isGone ? lost(holder) : state;
}

/** When its output last grew; 0 when that is not known. */
async function lastWritten({ outputDir }: Unjudged): Promise<number> {
  const newest = (await listSegments(outputDir)).at(-1);
  if (newest === undefined) return 0;
  return (await stat(logPath(outputDir, newest)).catch(() => null))?.mtimeMs ?? 0;
}

/** A host may have come, or ended and said so, between the look at its files and that at its process. */
async function lookTwice(
  state: StateDirectory,
  entries: readonly SessionEntry[],
): Promise<SessionEntry[]> {
  const again = entries.map(async (entry) => {
    if (entry.state.kind !== 'ended' || entry.exit !== null) return entry;
    const session = await readSession(state, entry.id, !entry.ofOtherMachine);
    return session && ((await judgeAll([session]))[0] ?? null);
  });
  return (await Promise.all(again)).filter((entry) => entry !== null);
}

function pick(entries: readonly SessionEntry[], text: string): SessionEntry | null {
  const named = entries.filter(({ id, spec }) => spec.name === text || id === text);
  const live = named.filter(({ state }) => state.kind !== 'ended');
  const exact = live.at(-1) ?? named.at(-1);
  if (exact) return exact;
  if (text === '') return null;
  const begun = entries.filter(({ spec }) => spec.name.startsWith(text));
  // Ended ones pile up beside their successor (train.1, train.2): the one that has not ended is meant.
  const liveBegun = begun.filter(({ state }) => state.kind !== 'ended');
  const candidates = liveBegun.length > 0 ? liveBegun : begun;
  if (candidates.length > 1) {
    throw new Failure('ambiguous-name', candidates.map(({ spec }) => spec.name).join(', '));
  }
  return candidates[0] ?? null;
}

function noSession(text: string, entries: readonly SessionEntry[]): never {
  const near = nearNames(
    text,
    entries.map(({ spec }) => spec.name),
  );
  throw new Failure('no-session', text, null, near.join(' or '));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Another machine's folder may hold no sessions, or be none; ours was just checked.
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error) ?? '')) return [];
    throw fileFailure(error, folder);
  }
}
