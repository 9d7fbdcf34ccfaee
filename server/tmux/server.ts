// A tmux server as the commands of tmux(1) reach it: which program speaks to it, by which socket,
// one question at a time. Never starts one.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { type Pane, paneFormat, parsePane } from './pane.ts';

export interface TmuxServer {
  /** The tmux to ask with: another version may not be understood. */
  readonly program: string;
  /** `-S path`, `-L name`, or nothing for the usual one. */
  readonly socket: readonly string[];
}

const answerWithinMs = 10_000;
const maxAnswerBytes = 16 * 1024 * 1024;
/** The first with subscriptions, pausing and clients that do not count for the size. */
const leastVersion = [3, 2] as const;

/** What tmux said against it. `gone`: there is no server; else it knows no such thing. */
export class TmuxRefusal extends Error {
  readonly gone: boolean;

  constructor(message: string) {
    super(message);
    this.gone = /^(no server running|error connecting|lost server|server exited)/.test(message);
  }
}

/** Throws Failure no-tmux or old-tmux. `where` is a socket's path or its name, as tmux -S and -L. */
export async function findTmux(
  env: NodeJS.ProcessEnv,
  where: string | undefined,
): Promise<TmuxServer> {
  const program = programOnPath(env.PATH ?? '');
  if (program === null) throw new Failure('no-tmux');
  const socket = where === undefined ? [] : [where.includes('/') ? '-S' : '-L', where];
  const said = await run(program, ['-V'], env);
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said) ?? [];
  // A version without numbers is a build of tomorrow's.
  const old = Number(major) * 100 + Number(minor) < leastVersion[0] * 100 + leastVersion[1];
  if (old) throw new Failure('old-tmux', said.trim());
  return { program, socket };
}

/** All panes there are, each once. Throws TmuxRefusal. */
export async function listPanes(
  server: TmuxServer,
  env: NodeJS.ProcessEnv = {},
): Promise<readonly Pane[]> {
  const text = await askTmux(server, ['list-panes', '-a', '-F', paneFormat], env);
  const panes = text.split('\n').map(parsePane);
  // A window may be linked into several sessions.
  const byId = new Map(panes.flatMap((pane) => (pane ? [[pane.id, pane] as const] : [])).reverse());
  return [...byId.values()].reverse();
}

/** One pane as it is now; null when there is none of that id. Throws TmuxRefusal when nobody answers. */
export async function readPane(server: TmuxServer, id: string): Promise<Pane | null> {
  try {
    const line = await askTmux(server, ['display-message', '-p', '-t', id, paneFormat]);
    const pane = parsePane(line.trimEnd());
    return pane?.id === id ? pane : null;
  } catch (error) {
    if (error instanceof TmuxRefusal && error.message.startsWith("can't find")) return null;
    throw error;
  }
}

/** `env` says which server is the usual one. Throws TmuxRefusal. */
async function askTmux(
  { program, socket }: TmuxServer,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  return run(program, [...clientFlags, ...socket, ...words], env);
}

/** UTF-8 whatever the language, and no new server where there is none. */
export const clientFlags = ['-u', '-N'];

/** What a client of ours needs to run, and to find the usual server. */
export function clientEnvironment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { TMUX, TMUX_TMPDIR, HOME } = env;
  return {
    ...{ PATH: '/usr/bin:/bin:/usr/sbin:/sbin', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    ...(TMUX && { TMUX }),
    ...(TMUX_TMPDIR && { TMUX_TMPDIR }),
    ...(HOME && { HOME }),
    // So that no sweep takes it for a program of a session.
    ...(process.env.OUTLIVE_HOST && { OUTLIVE_HOST: process.env.OUTLIVE_HOST }),
  };
}

function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const options = {
    env: clientEnvironment(env),
    timeout: answerWithinMs,
    maxBuffer: maxAnswerBytes,
    encoding: 'utf8',
  } as const;
  return new Promise((resolve, reject) => {
    execFile(program, words, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new TmuxRefusal(stderr.trim() || error.message));
    });
  });
}

function programOnPath(path: string): string | null {
  const folders = path.split(delimiter).filter(isAbsolute);
  for (const file of folders.map((folder) => join(folder, 'tmux'))) {
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return null;
}
