// From what was asked for to a session that can be started: the environment found, the GPUs there, the
// script made of them. The page's way and the command line's differ in whose environment it begins with.

import { dirname } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import type { JobRequest } from '../protocol/job.ts';
import type { SessionName } from '../protocol/names.ts';
import { defaultSize } from '../protocol/session.ts';
import { currentAccount } from '../sessions/account.ts';
import type { LaunchRequest } from '../sessions/launch.ts';
import { type CommandRequest, checkFolder, folderFor, programFor } from '../sessions/program.ts';
import { installRuntime, waitingBundle } from '../sessions/runtime.ts';
import {
  type JobScript,
  scriptText,
  single,
  type WaitForGpus,
  waitsFor,
} from '../sessions/script.ts';
import { requireLocal, SessionDirectory } from '../sessions/session-directory.ts';
import type { StateDirectory } from '../sessions/state-directory.ts';
import { requireAnswering } from './disk.ts';
import type { Activation, Environments } from './environments.ts';
import { gpuVariables, visibleAs } from './gpu-state.ts';
import type { Gpus } from './gpus.ts';
import type { LoginAnswer } from './login/ask-shell.ts';
import { definitionsFor } from './login/definitions.ts';
import type { Login } from './login/login.ts';
import { requireGpus, requirePossible } from './wait-for-gpus.ts';

export interface JobMaker {
  readonly state: StateDirectory;
  readonly hostSource: string;
  readonly environments: Environments;
  readonly gpus: Gpus;
  /** Whose environment a job begins with; null: the caller's, who is in one already. */
  readonly login: Login | null;
  /** The shell that runs the script. */
  readonly shell: string;
  /** What relative folders are below. */
  readonly base: string;
}

/** A job that may be started: everything found, nothing done yet. */
export interface PreparedJob {
  readonly launch: LaunchRequest;
  readonly cwd: string;
  readonly activation: Activation;
  readonly definitions: readonly string[];
  /** The environment that it begins with, of the login; null where the caller's is used. */
  readonly login: LoginAnswer | null;
  /** Null: a plain login shell. */
  readonly script: ((name: string) => string) | null;
}

/**
 * Throws Failure no-directory, not-a-directory, no-directory-access, silent-disk, no-environment,
 * no-gpu, no-session or other-machine, each with the field it is about.
 */
export async function prepareJob(
  maker: JobMaker,
  job: JobRequest,
  { waitMs = Number.POSITIVE_INFINITY } = {},
): Promise<PreparedJob> {
  const cwd = await folderOf(maker, job.cwd);
  const activation = await maker.environments.activation(job.environment, cwd);
  const after = await sessionBefore(maker.state, job);
  const { gpus, waitForGpus, variables } = await chosenGpus(maker.gpus, job);
  const command = commandText(job.command ?? null, maker);
  if (command === '' && !asksForMore(job)) {
    const launch = launchOf(maker, job, { cwd, login: null });
    return { ...{ launch, cwd, activation, login: null }, definitions: [], script: null };
  }
  const login = (await maker.login?.answer(waitMs)) ?? null;
  const launch = launchOf(maker, job, { cwd, login });
  const definitions =
    login === null
      ? []
      : [
          ...(login.problem === null ? [] : [`echo ${single(`[${login.problem}]`)} >&2`]),
          ...definitionsFor([...activation.lines, command], login, maker.shell),
        ];
  const runtime = dirname(await installRuntime(maker.state, maker.hostSource));
  const script: Omit<JobScript, 'name'> = {
    ...{ cwd, after, waitForGpus, gpus, command, definitions, activation: activation.lines },
    ...{ shell: maker.shell, gpuVariables: variables, env: job.env ?? {} },
    keepShell: job.keepShell ?? false,
    tools: {
      node: process.execPath,
      bundle: waitingBundle(runtime),
      stateRoot: maker.state.root,
    },
  };
  const text = (name: string): string => scriptText({ ...script, name });
  const session = { text: (name: SessionName) => text(name), waitsFor: waitsFor(script) };
  return {
    ...{ launch: { ...launch, script: session }, cwd, activation, definitions, login },
    script: text,
  };
}

function launchOf(
  { hostSource, login: from }: JobMaker,
  job: JobRequest,
  { cwd, login }: { readonly cwd: string; readonly login: LoginAnswer | null },
): LaunchRequest {
  const { cols = defaultSize.cols, rows = defaultSize.rows } = job;
  return {
    ...{ hostSource, cwd, login: from !== null, job, size: { cols, rows } },
    command: job.command ?? null,
    ...(job.name ? { name: job.name } : {}),
    ...(login === null ? {} : { loginEnvironment: login.environment }),
    env: job.env ?? {},
  };
}

/** As the shell is to read it; several words are one command each. */
function commandText(request: CommandRequest, { shell, login }: JobMaker): string {
  return programFor(request, { shell, login: login !== null }).command;
}

function asksForMore({ environment, gpus, startWhen, env }: JobRequest): boolean {
  const hasVariables = Object.keys(env ?? {}).length > 0;
  return [environment, gpus, startWhen].some((part) => part !== undefined) || hasVariables;
}

async function folderOf({ base }: JobMaker, text: string | undefined): Promise<string> {
  const home = currentAccount().home;
  const cwd = folderFor(text, base, home);
  if (cwd.includes('\0')) throw new Failure('nul-in-command', '', 'cwd');
  await requireAnswering(cwd);
  await checkFolder(cwd);
  return cwd;
}

/** The session that is to end first. One that has ended is as good: the script asks how it ended. */
async function sessionBefore(state: StateDirectory, { startWhen }: JobRequest) {
  if (startWhen === undefined || !('after' in startWhen)) return null;
  try {
    const entry = await new SessionDirectory(state).find(startWhen.after);
    requireLocal(entry);
    return { id: entry.id, name: entry.spec.name, anyway: startWhen.anyway ?? false };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, error.detail, 'startWhen');
  }
}

interface ChosenGpus {
  readonly gpus: readonly string[] | null;
  readonly waitForGpus: WaitForGpus | null;
  readonly variables: readonly string[];
}

async function chosenGpus(machine: Gpus, { gpus, startWhen }: JobRequest): Promise<ChosenGpus> {
  const list = isList(gpus) ? gpus : null;
  const start = startWhen !== undefined && 'gpus' in startWhen ? startWhen : null;
  const any = gpus !== undefined && !isList(gpus) ? gpus : null;
  const count = start?.gpus ?? any?.any ?? null;
  if (list === null && count === null) return { gpus: null, waitForGpus: null, variables: [] };
  const looked = await machine.look();
  const variables = gpuVariables(looked.gpus[0]?.vendor ?? 'nvidia');
  if (count === null) {
    // A driver that does not answer now may do so later: only what is known to be wrong is refused.
    if (looked.problem === null) requireGpus(list ?? [], looked);
    const visible = (list ?? []).map((index) => visibleAs(index, looked.gpus));
    return { gpus: visible, waitForGpus: null, variables };
  }
  const minFreeMiB = start?.minFreeMiB ?? any?.minFreeMiB ?? null;
  const wait = { count, minFreeMiB, among: list };
  requirePossible(wait, looked);
  return { gpus: null, waitForGpus: wait, variables };
}

function isList(gpus: JobRequest['gpus']): gpus is readonly number[] {
  return Array.isArray(gpus);
}
