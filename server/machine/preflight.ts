// Tells what would come of a job without starting it: its folder, its environment, its program. Looks
// ahead by reading files and runs no text of the form; what only that would tell is tried on demand.
import { Failure } from '../protocol/failure.ts';
import type { JobField, JobRequest } from '../protocol/job.ts';
import type { PreflightAnswer, Problem } from '../protocol/job-page.ts';
import { nameFor, requireFree, requireName } from '../sessions/names.ts';
import type { SessionEntry } from '../sessions/session-directory.ts';
import { type JobMaker, type PreparedJob, prepareJob } from './job.ts';
import { lookUp, type Prospect, problem } from './look-up.ts';
import { tryOut } from './try-out.ts';

/** A look ahead answers within 2 s. */
const wholeMs = 1900;
/** What is left of them for the look into the environment at least. */
const leastMs = 300;
/** A check may build an environment. */
const checkMs = 60_000;

export interface PreflightQuestion {
  readonly job: JobRequest;
  readonly sessions: readonly SessionEntry[];
  /** Runs the lines that make the environment; somebody has asked for that. */
  readonly check: boolean;
}

/** Everything that is wrong, as far as it can be told. Throws what is no fault of the job. */
export async function preflight(
  maker: JobMaker,
  { job, sessions, check }: PreflightQuestion,
): Promise<PreflightAnswer> {
  const began = performance.now();
  const problems: Problem[] = [];
  const name = nameProblem(job, sessions, problems);
  const budgetMs = check ? checkMs : wholeMs;
  if (check) await maker.login?.refresh();
  const prepared = await asProblem(problems, 'form', () =>
    within(budgetMs - leastMs, prepareJob(maker, job, { waitMs: budgetMs - 2 * leastMs })),
  );
  const leftMs = Math.max(leastMs, budgetMs - (performance.now() - began));
  const prospect = prepared === null ? null : await prospectOf(maker, job, prepared, check, leftMs);
  problems.push(...(prospect?.problems ?? []));
  return {
    ...{ problems, name },
    cwd: prepared?.cwd ?? job.cwd ?? '',
    script: prepared?.script?.(name) ?? null,
    unchecked: prospect?.unchecked ?? null,
    python: prospect?.python ?? null,
    program: prospect?.program ?? null,
    tookMs: Math.round(performance.now() - began),
  };
}

async function prospectOf(
  maker: JobMaker,
  job: JobRequest,
  prepared: PreparedJob,
  check: boolean,
  withinMs: number,
): Promise<Prospect> {
  const told = loginProblems(maker, prepared);
  const question = { job, prepared, shell: maker.shell, withinMs };
  const prospect = await (check ? tryOut(question) : lookUp(question));
  return { ...prospect, problems: [...told, ...prospect.problems] };
}

function loginProblems({ login }: JobMaker, prepared: PreparedJob): Problem[] {
  if (login === null || prepared.script === null) return [];
  const { login: answer } = prepared;
  const waits = 'Your login shell has not answered yet, so what it sets is not checked.';
  const message = answer === null ? waits : answer.problem;
  return message === null ? [] : [problem('environment', message, 'warning')];
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
