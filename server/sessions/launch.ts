// Makes a session: checks what was asked for, gives it a name and a folder, starts its host. A
// request that cannot work leaves nothing behind.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownIdentity } from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import type { JobRequest } from '../protocol/job.ts';
import { parseSessionId, type SessionId, type SessionName } from '../protocol/names.ts';
import { defaultSize, parseSize, type SessionSummary, type Size } from '../protocol/session.ts';
import { callerShell, currentAccount } from './account.ts';
import {
  callerEnvironment,
  type Environment,
  freshLoginEnvironment,
  sessionEnvironment,
} from './environment.ts';
import { fileFailure } from './file-failure.ts';
import { startHostProcess } from './host-process.ts';
import { writeJsonAtomically } from './json-file.ts';
import { nameFor, requireFree, requireName, retireName, withNames } from './names.ts';
import {
  type CommandRequest,
  checkFolder,
  checkProgram,
  folderFor,
  programFor,
} from './program.ts';
import { installRuntime } from './runtime.ts';
import { scriptArgv, unbegunFile } from './script.ts';
import { SessionDirectory, type SessionEntry, summaryOf } from './session-directory.ts';
import { type SessionSpec, scriptPath, specPath } from './session-record.ts';
import { requireUnchanged, type StateDirectory } from './state-directory.ts';
import { endLeftovers } from './stop.ts';
import { keepTotalLogs } from './total-logs.ts';
import { writeWaiting } from './waiting.ts';

export interface LaunchRequest {
  /** Where the host's bundle lies: main.cjs and prebuilds/. */
  readonly hostSource: string;
  /** Without one it is made of the command, and counted up when taken. */
  readonly name?: string;
  readonly command: CommandRequest;
  /** `~` is the home folder. Without one: home for a login, else this process's folder. */
  readonly cwd?: string;
  /** The caller's (this process's unless given); what comes on top of a fresh login's when `login`. */
  readonly env?: Environment;
  readonly size?: Size;
  /** Run by a login shell with a fresh login's environment, as the page does it. */
  readonly login: boolean;
  /** What `env` comes on top of in place of a fresh login's: what start-up files have made of that. */
  readonly loginEnvironment?: Environment;
  /** What it was asked for with: kept, to ask for the like again. */
  readonly job?: JobRequest;
  /** Run by way of a script that is kept with the session; made once the name is known. */
  readonly script?: SessionScript;
}

export interface SessionScript {
  readonly text: (name: SessionName) => string;
  /** What it waits for at first, in words. */
  readonly waitsFor: string | null;
}

/** A session that has no name and no folder yet. */
type Draft = Omit<SessionSpec, 'id' | 'name'> & { readonly shell: string };

/**
 * Starts a session; resolves when its program runs. Throws Failure bad-name, name-taken, bad-size,
 * no-directory, not-a-directory, no-directory-access, no-command, not-executable, nul-in-command,
 * disk-full, state-unusable or host-failed, and leaves nothing behind then.
 */
export async function launchSession(
  state: StateDirectory,
  request: LaunchRequest,
): Promise<SessionSummary> {
  const name = request.name === undefined ? null : requireName(request.name);
  const { draft, words } = await draftOf(request);
  requireUnchanged(state);
  const main = await installRuntime(state, request.hostSource);
  const { spec, others } = await withNames(state, async () => {
    const sessions = await new SessionDirectory(state).localEntries();
    if (name !== null) requireFree(name, sessions);
    const chosen = name ?? nameFor(words, sessions);
    const placed = await place(state, draft, { name: chosen, script: request.script ?? null });
    return { spec: placed, others: sessions };
  });
  // While the host comes up there is time to make room for what it will write.
  await Promise.all([start(state, main, spec), keepTotalLogs(others).catch(() => 0)]);
  return announce(state, spec, others);
}

async function start(state: StateDirectory, main: string, { id }: SessionSpec): Promise<void> {
  const sessionDir = join(state.sessionsDir, id);
  try {
    requireUnchanged(state);
    await startHostProcess({ main, sessionDir, id });
  } catch (error) {
    const entry = await new SessionDirectory(state).read(id);
    if (entry !== null) await endLeftovers(state, entry);
    await rm(sessionDir, { recursive: true, force: true });
    throw error;
  }
}

/** Only now that the new one runs do ended ones of the same name give it up. */
export async function announce(
  state: StateDirectory,
  { id, name }: SessionSpec,
  others: readonly SessionEntry[],
): Promise<SessionSummary> {
  const directory = new SessionDirectory(state);
  if (others.some(({ spec }) => spec.name === name)) {
    await withNames(state, async () => {
      const now = await directory.localEntries();
      await retireName(
        name,
        now.filter((session) => session.id !== id),
      );
    });
  }
  const entry = await directory.read(id);
  if (entry === null) throw new Failure('host-failed', 'its folder was removed.');
  return summaryOf(entry, { lastLine: false });
}

/** Everything but the name, checked. */
async function draftOf(request: LaunchRequest): Promise<{ draft: Draft; words: string }> {
  const { login, command } = request;
  const env = request.env ?? (login ? {} : callerEnvironment(process.env));
  refuseNul(request);
  const size = request.size ?? defaultSize;
  if (parseSize(size.cols, size.rows) === null) throw new Failure('bad-size');
  const account = currentAccount();
  const fresh = request.loginEnvironment ?? freshLoginEnvironment(process.env, account);
  const base = login ? { ...fresh, ...env } : env;
  const shell = login ? account.shell : callerShell(env);
  const program = programFor(command, { shell, login });
  const cwd = folderFor(request.cwd, login ? account.home : process.cwd(), account.home);
  await checkFolder(cwd);
  if (program.direct && request.script === undefined)
    await checkProgram(program.argv[0], cwd, base.PATH ?? '/usr/bin:/bin');
  const draft = {
    version: 1,
    command: program.command,
    argv: program.argv,
    cwd,
    env: base,
    cols: size.cols,
    rows: size.rows,
    created: new Date().toISOString(),
    launcher: ownIdentity(),
    ...(request.job === undefined ? {} : { job: request.job }),
    shell,
  } as const;
  return { draft, words: program.words };
}

/** Puts the session's folder where everybody sees it, with its spec in it from the first moment on. */
export async function place(
  state: StateDirectory,
  { shell, ...draft }: Draft,
  { name, script }: { name: SessionName; script: SessionScript | null },
): Promise<SessionSpec> {
  const id = freshId();
  const env = sessionEnvironment(draft.env, { id, name, cwd: draft.cwd });
  const dir = join(state.sessionsDir, id);
  const argv = script === null ? draft.argv : scriptArgv(shell, [scriptPath(dir)]);
  const spec: SessionSpec = { ...draft, argv, id, name, env };
  const part = join(state.sessionsDir, `.new-${id}`);
  try {
    await mkdir(part, { mode: 0o700 });
    if (script !== null) {
      await writeFile(scriptPath(part), script.text(name), { mode: 0o600 });
      await writeFile(join(part, unbegunFile), '', { mode: 0o600 });
      if (script.waitsFor !== null) await writeWaiting(part, { for: script.waitsFor });
    }
    await writeJsonAtomically(specPath(part), spec);
    await rename(part, dir);
    return spec;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw fileFailure(error, state.sessionsDir);
  }
}

/** Eight random characters: 2.8e12 of them, and a folder that exists is never replaced. */
function freshId(): SessionId {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  // 252 is the largest multiple of 36 below 256: beyond it some letters would come up more often.
  const bytes = [...randomBytes(32)].filter((byte) => byte < 252).slice(0, 8);
  const id = parseSessionId(bytes.map((byte) => letters[byte % 36]).join(''));
  return id ?? freshId();
}

function refuseNul({ command, cwd = '', env = {} }: LaunchRequest): void {
  const words = typeof command === 'string' ? [command] : (command ?? []);
  const all = [...words, cwd, ...Object.entries(env).flat()];
  if (all.some((text) => text.includes('\0'))) throw new Failure('nul-in-command');
}
