// Tries out what a job needs, without starting it: its folder, its environment, its program. What can be
// looked up is looked up; the environment is activated for real, by the shell that would do it.
import { Failure } from '../protocol/failure.ts';
import type { JobField, JobRequest } from '../protocol/job.ts';
import type { PreflightAnswer, Problem } from '../protocol/job-page.ts';
import { freshLoginEnvironment } from '../sessions/environment.ts';
import { nameFor, requireFree, requireName } from '../sessions/names.ts';
import { scriptArgv, single } from '../sessions/script.ts';
import type { SessionEntry } from '../sessions/session-directory.ts';
import { type JobMaker, type PreparedJob, prepareJob } from './job.ts';
import { run } from './run.ts';

/** All of it within 2 s: what is left of them goes to the trial. */
const wholeMs = 1900;
const leastMs = 300;
const mostDetail = 2000;

/** Everything that is wrong, as far as it can be told. Throws what is no fault of the job. */
export async function preflight(
  maker: JobMaker,
  job: JobRequest,
  sessions: readonly SessionEntry[],
): Promise<PreflightAnswer> {
  const began = performance.now();
  const problems: Problem[] = [];
  const name = nameProblem(job, sessions, problems);
  const prepared = await asProblem(problems, 'form', () =>
    within(wholeMs - leastMs, prepareJob(maker, job)),
  );
  const trial =
    prepared === null
      ? null
      : await tryOut(
          maker,
          job,
          prepared,
          Math.max(leastMs, wholeMs - (performance.now() - began)),
        );
  problems.push(...(trial?.problems ?? []));
  return {
    ...{ problems, name },
    cwd: prepared?.cwd ?? job.cwd ?? '',
    script: prepared?.script?.(name) ?? null,
    python: trial?.python ?? null,
    program: trial?.program ?? null,
    tookMs: Math.round(performance.now() - began),
  };
}

function nameProblem(
  { name, command }: JobRequest,
  sessions: readonly SessionEntry[],
  problems: Problem[],
): string {
  const words = typeof command === 'string' ? command : (command ?? []).join(' ');
  if (!name) return nameFor(words, sessions);
  try {
    requireFree(requireName(name), sessions);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    problems.push(problem('name', error.message));
  }
  return name;
}

async function asProblem<T>(
  problems: Problem[],
  field: JobField,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.status >= 500) throw error;
    problems.push(problem(error.field ?? fieldOf(error.code) ?? field, error.message));
    return null;
  }
}

/** conda may take its time, the answer may not. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const tooSlow = 'This could not be checked in time. It may work all the same.';
    timer = setTimeout(() => reject(new Failure('bad-request', tooSlow)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const directoryCodes = ['no-directory', 'not-a-directory', 'no-directory-access', 'silent-disk'];

function fieldOf(code: string): JobField | null {
  return directoryCodes.includes(code) ? 'cwd' : null;
}

interface Trial {
  readonly problems: readonly Problem[];
  readonly python: PreflightAnswer['python'];
  readonly program: string | null;
}

async function tryOut(
  { shell, login }: JobMaker,
  job: JobRequest,
  { cwd, activation, launch }: PreparedJob,
  withinMs: number,
): Promise<Trial> {
  const word = firstWord(job);
  const [program, ...args] = scriptArgv({ shell, login }, ['-c', trialText(cwd, activation, word)]);
  const env = login ? { ...freshLoginEnvironment(), ...launch.env } : { ...launch.env };
  const result = await run({ program, args, cwd: '/', env, withinMs, report: true });
  const found = new Map(
    result.report.split('\n').map((line) => {
      const at = line.indexOf(' ');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  const python = found.get('python');
  const path = found.get('program') || null;
  const problems: Problem[] = [];
  const said = result.said.trim().slice(-mostDetail) || null;
  if (result.kind === 'late') {
    const what = found.has('folder') ? 'The environment' : 'The login';
    const message = `${what} takes longer than this check may. It may work all the same.`;
    problems.push({ ...problem('environment', message, 'warning'), detail: said });
  } else if (!found.has('active')) {
    const field = found.has('folder') ? 'environment' : 'cwd';
    const message = found.has('folder')
      ? 'The environment cannot be activated.'
      : `The folder ${cwd} cannot be entered by the job's shell.`;
    problems.push({ ...problem(field, message), detail: said });
  } else if (word !== null && path === null) {
    const message = `"${word}" was not found in this environment. Check its spelling.`;
    problems.push(problem('command', message, 'warning'));
  }
  return {
    problems,
    program: path,
    python: python ? { path: python, version: versionIn(found.get('version')) } : null,
  };
}

/** Reports on file 3: what the profile and the activation print is theirs. */
function trialText(cwd: string, activation: readonly string[], word: string | null): string {
  return [
    `cd -- ${single(cwd)} || exit 1`,
    'echo "folder ." >&3',
    ...activation,
    'echo "active ." >&3',
    ...(word === null ? [] : [`echo "program $(command -v ${single(word)})" >&3`]),
    'python=$(command -v python || command -v python3) || exit 0',
    'echo "python $python" >&3',
    'echo "version $("$python" --version 2>&1)" >&3',
  ].join('\n');
}

/** Of the first line that is a command; null where only a shell could tell. */
function firstWord({ command }: JobRequest): string | null {
  const text = typeof command === 'string' ? command : (command?.[0] ?? '');
  const line = text.split('\n').find((each) => !/^\s*(#|$)/.test(each)) ?? '';
  const words = line.trim().split(/\s+/);
  const word = words.find((each) => !/^[A-Za-z_]\w*=/.test(each)) ?? '';
  return /^[\w@%+./][\w@%+:,./-]*$/.test(word) ? word : null;
}

function versionIn(text: string | undefined): string | null {
  return /\d+\.\d+[\w.+]*/.exec(text ?? '')?.[0] ?? null;
}

function problem(field: JobField, message: string, kind: Problem['kind'] = 'error'): Problem {
  return { field, kind, message, detail: null };
}
