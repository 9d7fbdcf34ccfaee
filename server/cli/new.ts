// `outlive new`: starts a session with the caller's own environment and folder.
import { resolve } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import type { JobRequest } from '../protocol/job.ts';
import type { SessionId } from '../protocol/names.ts';
import { defaultSize, maxSize, type SessionSummary } from '../protocol/session.ts';
import { callerEnvironment } from '../sessions/environment.ts';
import { type LaunchRequest, launchSession } from '../sessions/launch.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory, type StateDirectory, sameState } from '../sessions/state-directory.ts';
import type { Caller, Command } from './command.ts';
import { gpuNumbers } from './gpus.ts';
import { hostBundle } from './installation.ts';
import { type Options, UsageError } from './options.ts';
import { canAttach, terminalSize } from './terminal.ts';

export const newSession: Command = {
  usage:
    'new [-A] [-d] [-s NAME] [-c DIR] [-e K=V]... [-x COLS] [-y ROWS] [--conda ENV | --venv PATH] [--gpus 0,1] [COMMAND...]',
  about: {
    summary: 'start a session and attach to it; with -d only start it',
    options: {
      A: 'Attach to the session of that name if it runs already.',
      d: 'Only start it. Without -s the name is printed.',
      s: 'Its name: 1 to 32 letters, digits, ".", "_" or "-". Else it is made of the command.',
      c: 'The folder it starts in; else this one.',
      e: 'One more variable; may be given several times.',
      x: 'Columns; else those of this terminal, or 100.',
      y: 'Rows; else those of this terminal, or 30.',
      conda: 'The conda environment it runs in: its name or its folder.',
      venv: 'The venv it runs in: its folder.',
      gpus: 'The GPUs it sees, by the numbers nvidia-smi or rocm-smi has for them.',
    },
    completes: { c: 'folder', venv: 'folder', operands: 'program' },
    more: [
      'One COMMAND word is a command for the shell, several are a program and its arguments, none is the login shell.',
      'Without a terminal, or inside a session, it starts the session and says how to look at it.',
    ],
    examples: [
      ['outlive new -d -s train python train.py --epochs 90', 'start a job and go'],
      ['outlive new -d --conda torch --gpus 0,1 python train.py', 'in an environment, on two GPUs'],
      ['outlive new -A -s main', 'the same shell every time'],
    ],
  },
  syntax: {
    A: 'nothing',
    d: 'nothing',
    s: 'value',
    c: 'value',
    e: 'values',
    x: 'value',
    y: 'value',
    conda: 'value',
    venv: 'value',
    gpus: 'value',
  },
  operands: [0, Number.POSITIVE_INFINITY],
  async run(options, caller) {
    const state = openStateDirectory(caller.env);
    const name = options.value('s');
    const attaches = !options.has('d') && canAttach(caller);
    const running = options.has('A') ? await runningSession(state, options.required('s')) : null;
    const session = running ?? (await launch(options, { state, caller, attaches }));
    if (attaches) return attachTo(state, session.id, caller);
    if (!options.has('d')) {
      caller.print(`started ${session.name}; "outlive logs -f -t ${session.name}" shows it`);
    } else if (name === undefined) {
      // As silent as tmux when the caller chose the name; who did not has to be told.
      caller.print(session.name);
    }
    return 0;
  },
};

interface LaunchParts {
  readonly state: StateDirectory;
  readonly caller: Caller;
  readonly attaches: boolean;
}

async function launch(options: Options, parts: LaunchParts): Promise<Started> {
  const request = plainRequest(options, parts);
  const job = jobOf(options, request);
  if (job === null) return launchSession(parts.state, request);
  const { launchJob } = await import('./new-job.ts');
  return launchJob(parts.state, request, job);
}

function plainRequest(options: Options, { state, caller, attaches }: LaunchParts): LaunchRequest {
  const here = attaches ? terminalSize() : defaultSize;
  const name = options.value('s');
  const folder = options.value('c');
  return {
    hostSource: hostBundle,
    ...(name === undefined ? {} : { name }),
    command: commandOf(options.operands),
    cwd: folder?.startsWith('/') ? folder : resolve(caller.cwd(), folder ?? '.'),
    env: {
      ...callerEnvironment(caller.env),
      ...sameState(caller.env, state),
      ...variables(options.values('e')),
    },
    size: {
      cols: options.wholeNumber('x', 1, maxSize.cols) ?? here.cols,
      rows: options.wholeNumber('y', 1, maxSize.rows) ?? here.rows,
    },
    login: false,
  };
}

/** Null where neither an environment nor GPUs are asked for: then there is nothing to write a script for. */
function jobOf(options: Options, { command, cwd = '.' }: LaunchRequest): JobRequest | null {
  const [conda, venv, gpus] = ['conda', 'venv', 'gpus'].map((name) => options.value(name));
  if (conda !== undefined && venv !== undefined) {
    throw new UsageError('--conda and --venv exclude each other');
  }
  if (conda === '' || venv === '') throw new UsageError('an environment has a name or a path');
  if ([conda, venv, gpus].every((each) => each === undefined)) return null;
  return {
    ...{ command, cwd },
    ...(conda === undefined ? {} : { environment: { conda } }),
    ...(venv === undefined ? {} : { environment: { venv } }),
    ...(gpus === undefined ? {} : { gpus: gpuNumbers('gpus', gpus) }),
  };
}

type Started = Pick<SessionSummary, 'id' | 'name'>;

async function runningSession(state: StateDirectory, name: string): Promise<Started | null> {
  const entries = await new SessionDirectory(state).localEntries();
  return (
    entries.find(({ spec, state: { kind } }) => spec.name === name && kind !== 'ended')?.spec ??
    null
  );
}

async function attachTo(state: StateDirectory, id: SessionId, caller: Caller): Promise<number> {
  const { attachEntry, showEnded } = await import('./attach/enter.ts');
  const directory = new SessionDirectory(state);
  try {
    return await attachEntry(await directory.find(id), caller, { readOnly: false });
  } catch (error) {
    // A program may be done sooner than one can look at it.
    const ended = error instanceof Failure && ['not-running', 'host-gone'].includes(error.code);
    if (!ended) throw error;
    return showEnded(await directory.find(id), caller);
  }
}

/** One word is a command for the shell, several are a program and its arguments, none is a login shell. */
function commandOf(words: readonly string[]): string | string[] | null {
  return words.length > 1 ? [...words] : (words[0] ?? null);
}

function variables(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf('=');
      if (at < 1) throw new UsageError(`-e takes NAME=VALUE, not "${assignment}"`);
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
}
