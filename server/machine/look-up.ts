// What a job would find, looked up without running any text of the form: the folders of its PATH are
// read, and a Python that is the user's or the system's alone is asked for its version.
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { JobField, JobRequest } from '../protocol/job.ts';
import type { PreflightAnswer, Problem } from '../protocol/job-page.ts';
import { freshLoginEnvironment } from '../sessions/environment.ts';
import type { PreparedJob } from './job.ts';
import { versionOf } from './near-environments.ts';
import { foreignWords } from './ownership.ts';
import { isProgram } from './programs.ts';
import { run } from './run.ts';

export interface Prospect {
  readonly problems: readonly Problem[];
  readonly python: PreflightAnswer['python'];
  readonly program: string | null;
  readonly unchecked: string | null;
}

export interface ProspectQuestion {
  readonly job: JobRequest;
  readonly prepared: PreparedJob;
  readonly shell: string;
  readonly withinMs: number;
}

/** Resolves within `withinMs`, a disk that hangs or not. */
export async function lookUp(question: ProspectQuestion): Promise<Prospect> {
  const { activation, login, script, launch } = question.prepared;
  const { lines, known } = activation;
  const unchecked = known ? null : lines.join('\n');
  const nothing = { problems: [], python: null, program: null, unchecked };
  // Lines may change the PATH; so may a login that has not answered.
  if (!known || script === null || (launch.login && login === null)) return nothing;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Prospect>((done) => {
    timer = setTimeout(() => done(nothing), question.withinMs);
  });
  return Promise.race([found(question), late]).finally(() => clearTimeout(timer));
}

async function found({ job, prepared, shell, withinMs }: ProspectQuestion): Promise<Prospect> {
  const { cwd, activation, login } = prepared;
  const env = environmentOf(prepared);
  const own = activation.prefix === null ? [] : [join(activation.prefix, 'bin')];
  const path = job.env?.PATH ?? [...own, env.PATH ?? ''].join(delimiter);
  const folders = path.split(delimiter).filter(isAbsolute);
  const word = firstWord(job);
  const isShells = word !== null && (ofShells.has(word) || login?.functions.has(word) === true);
  const program = word === null || isShells ? word : await programAt(word, cwd, folders);
  const python = (await first('python', folders)) ?? (await first('python3', folders));
  const missing = `"${word}" was not found in this environment. Check its spelling.`;
  return {
    problems: word !== null && program === null ? [problem('command', missing, 'warning')] : [],
    program: isShells ? shell : program,
    python: python === null ? null : await described(python, activation.prefix, env, withinMs),
    unchecked: null,
  };
}

export function environmentOf({ login, launch }: PreparedJob): NodeJS.ProcessEnv {
  if (!launch.login) return { ...launch.env };
  return { ...(login?.environment ?? freshLoginEnvironment()), ...launch.env };
}

/** Of the first line that is a command; null where only a shell could tell. */
export function firstWord({ command }: JobRequest): string | null {
  const text = typeof command === 'string' ? command : (command?.[0] ?? '');
  const line = text.split('\n').find((each) => !/^\s*(#|$)/.test(each)) ?? '';
  const words = line.trim().split(/\s+/);
  const word = words.find((each) => !/^[A-Za-z_]\w*=/.test(each)) ?? '';
  return /^[\w@%+./][\w@%+:,./-]*$/.test(word) ? word : null;
}

/** What shells do themselves. */
const ofShells = new Set(
  `. alias bg break builtin case cd command continue declare dirs disown do echo eval exec exit
  export false fg for function getopts hash help history if jobs kill let local mapfile popd print printf
  pushd pwd read readarray readonly return select set shift shopt source suspend test time times trap
  true type typeset ulimit umask unalias unset until wait whence while autoload coproc emulate noglob
  setopt unsetopt zmodload`.split(/\s+/),
);

async function programAt(
  word: string,
  cwd: string,
  folders: readonly string[],
): Promise<string | null> {
  if (!word.includes('/')) return first(word, folders);
  const path = resolve(cwd, word);
  return (await isProgram(path)) ? path : null;
}

async function first(name: string, folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    if (await isProgram(join(folder, name))) return join(folder, name);
  }
  return null;
}

async function described(
  path: string,
  prefix: string | null,
  env: NodeJS.ProcessEnv,
  withinMs: number,
): Promise<PreflightAnswer['python']> {
  const written = prefix !== null && path.startsWith(`${prefix}/`) ? await versionOf(prefix) : null;
  if (written !== null || (await foreignWords(path)) !== null) return { path, version: written };
  const { said } = await run({ program: path, args: ['--version'], env, withinMs });
  return { path, version: versionIn(said) };
}

export function versionIn(text: string): string | null {
  return /\d+\.\d+[\w.+]*/.exec(text)?.[0] ?? null;
}

export function problem(
  field: JobField,
  message: string,
  kind: Problem['kind'] = 'error',
  detail: string | null = null,
): Problem {
  return { field, kind, message, detail };
}
