// Asks a login shell for the environment that a person gets from it: once as an interactive login,
// then in other ways where the start-up files run another program or exit before the shell is ready.
// Runs fixed text only. There is no terminal, so that tmux and prompts fail instead of waiting.
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { callerEnvironment, type Environment } from '../../sessions/environment.ts';
import { errorCode } from '../../sessions/file-failure.ts';
import { readOutside } from '../outside-files.ts';
import { run } from '../run.ts';

export interface LoginAnswer {
  readonly environment: Environment;
  /** Shell functions by name, each as text that defines it again in the same shell. */
  readonly functions: ReadonlyMap<string, string>;
  /** Why it may not be the whole environment; null when it is. */
  readonly problem: string | null;
}

export interface LoginQuestion {
  readonly shell: string;
  /** What the system gives before any start-up file is read. */
  readonly fresh: Environment;
  readonly withinMs: number;
}

/** Where the answer goes. Start-up files may look at it to know that nobody is there. */
const answerVariable = 'OUTLIVE_LOGIN';
/** The same text in bash, zsh, ksh, dash, fish and tcsh. */
const tell = `exec /usr/bin/env -0 >"$${answerVariable}"`;
/** A start-up file may read some of them. */
const tellOften = `${tell}\n`.repeat(20);

interface Way {
  readonly args: readonly string[];
  /** Reads `tellOften` from its standard input. */
  readonly reads?: boolean;
  readonly env?: Environment;
  readonly argv0?: string;
  /** What is missing in an answer to this one. */
  readonly lacks: string | null;
}

/** Resolves within `withinMs`, with what is known by then. */
export async function askLogin({ shell, fresh, withinMs }: LoginQuestion): Promise<LoginAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'outlive-login-')).catch(() => null);
  if (folder === null) return nothing(fresh, `cannot be asked, as ${tmpdir()} takes no files`);
  const until = performance.now() + withinMs;
  try {
    for (const [index, way] of waysOf(shell).entries()) {
      const question = { shell, fresh, withinMs: until - performance.now() };
      const answer = await askOneWay(question, way, join(folder, String(index)));
      if (answer === 'late') {
        return nothing(fresh, `did not finish within ${Math.round(withinMs / 1000)} s`);
      }
      if (answer !== null) return answer;
    }
    return nothing(fresh, 'end before the shell is ready');
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return nothing(fresh, `cannot be asked (${errorCode(error)})`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null: the shell was gone before it got to the question. */
async function askOneWay(
  { shell, fresh, withinMs }: LoginQuestion,
  { args, reads, env, argv0, lacks }: Way,
  file: string,
): Promise<LoginAnswer | 'late' | null> {
  if (withinMs <= 0) return 'late';
  // A file, no pipe: a shell that takes over reads on where the first one has stopped.
  if (reads) await writeFile(`${file}.lines`, tellOften);
  const input = reads ? await open(`${file}.lines`) : null;
  const { kind } = await run({
    ...{ program: shell, args, withinMs, hangUp: true, cwd: fresh.HOME ?? '/' },
    env: { ...fresh, ...ofATerminal, ...env, [answerVariable]: file },
    ...(input === null ? {} : { input: input.fd }),
    ...(argv0 === undefined ? {} : { argv0 }),
  }).finally(() => input?.close());
  if (kind === 'late') return kind;
  const environment = parseEnvironment(await readOutside(file), Object.keys(env ?? {}));
  if (environment === null) return null;
  const functions = parseFunctions(await readOutside(`${file}.functions`));
  return { environment, functions, problem: lacks };
}

/** As the program of a session finds them. */
const ofATerminal = { TERM: 'xterm-256color', COLORTERM: 'truecolor' };

function nothing(fresh: Environment, what: string): LoginAnswer {
  const problem = `Your shell's start-up files ${what}, so what they set is missing.`;
  return { environment: fresh, functions: new Map(), problem };
}

function waysOf(shell: string): Way[] {
  const name = basename(shell);
  const early = "Your shell's start-up files end early, so part of what they set is missing.";
  if (name === 'tcsh' || name === 'csh') {
    // With -c it would not count as interactive.
    const login = { argv0: `-${name}`, args: ['-i'], reads: true };
    return [
      { ...login, lacks: null },
      { ...login, env: insideTmux, lacks: null },
      { argv0: `-${name}`, args: ['-c', tell], lacks: early },
      { args: ['-f', '-c', tell], lacks: early },
    ];
  }
  const interactive = ['-l', '-i', '-c', `${functionsOf(name)}${tell}`];
  return [
    { args: interactive, lacks: null },
    // The program that took the shell's place may be a shell that reads the same text.
    { args: ['-l', '-i'], reads: true, lacks: null },
    { args: interactive, env: insideTmux, lacks: null },
    ...(name === 'bash' ? [{ args: ['-l', '-i'], env: tellAtTheEnd, lacks: early }] : []),
    { args: ['-l', '-c', `${functionsOf(name)}${tell}`], lacks: early },
  ];
}

/** Start-up files that start tmux or screen do so outside of them only. At that path no server can be started. */
const insideTmux = { TMUX: '/dev/null/none,0,0', STY: '0.none' };

/** bash calls a function of that name before its own command. */
const tellAtTheEnd = {
  'BASH_FUNC_exec%%': `() { if [ $# -gt 0 ]; then builtin ${tell}; fi; }`,
  'BASH_FUNC_exit%%': `() { builtin ${tell}; }`,
};

/** Text that writes down the shell's functions: a name, NUL, its definition, NUL. */
function functionsOf(name: string): string {
  const file = `"$${answerVariable}.functions"`;
  if (name === 'bash') {
    const each = 'printf "%s\\0" "$f"; declare -f "$f"; printf "\\0"';
    return `for f in $(compgen -A function); do ${each}; done >${file}; `;
  }
  if (name === 'zsh') {
    const each = 'print -rn -- $f; printf "\\0"; functions -- $f; printf "\\0"';
    return `for f in \${(k)functions}; do ${each}; done >${file}; `;
  }
  return '';
}

/** What `env -0` prints, without what only the question has put there. Null when there is none. */
function parseEnvironment(text: string | null, ours: readonly string[]): Environment | null {
  if (!text?.endsWith('\0')) return null;
  const pairs = text.split('\0').flatMap((entry) => {
    const at = entry.indexOf('=');
    return at > 0 ? [[entry.slice(0, at), entry.slice(at + 1)] as const] : [];
  });
  const { PWD: _, ...environment } = callerEnvironment(Object.fromEntries(pairs));
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !ours.includes(key)));
}

function parseFunctions(text: string | null): Map<string, string> {
  const parts = (text ?? '').split('\0');
  const pairs = parts.flatMap((name, index) => {
    const body = parts[index + 1];
    return index % 2 === 0 && body !== undefined ? [[name, body.trimEnd()] as const] : [];
  });
  return new Map(pairs);
}
