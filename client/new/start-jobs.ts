// Starts what the form asks for: one job, or those of a sweep one by one. A start that nobody answered
// may have happened all the same: before it is tried again, the list is looked at.
import type { JobRequest } from '../../server/protocol/job.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { Api } from '../connection/api.ts';
import { parseSummaries, parseSummary } from '../connection/guards.ts';
import type { Refusal } from '../connection/refusal.ts';

/** How a sweep's jobs wait for each other. */
export type Queue = 'in-turn' | 'by-gpus' | 'at-once';

/** A job on its way: what it is, and what has become of it. */
export interface Launch {
  readonly jobs: readonly JobRequest[];
  readonly queue: Queue;
  readonly started: readonly SessionSummary[];
  /** The sessions there were before the first try of the next job; null: it was not tried. */
  readonly tried: ReadonlySet<string> | null;
}

export interface LaunchParts {
  readonly api: Api;
  readonly known: () => readonly SessionSummary[];
  readonly told: (launch: Launch) => void;
}

export function launchOf(jobs: readonly JobRequest[], queue: Queue): Launch {
  return { jobs, queue, started: [], tried: null };
}

/** Goes on where `launch` stands. Null once all have started, else why the next one has not. */
export async function startJobs(launch: Launch, parts: LaunchParts): Promise<Refusal | null> {
  let now = launch;
  for (;;) {
    const job = now.jobs[now.started.length];
    if (job === undefined) return null;
    const outcome = await startNext(now, parts);
    if (!('id' in outcome)) {
      const unsure = outcome.code === 'unreachable' || outcome.code === 'not-understood';
      const before = now.tried ?? new Set(parts.known().map(({ id }) => id as string));
      parts.told({ ...now, tried: unsure ? before : null });
      return unsure ? { ...outcome, message: noAnswer } : outcome;
    }
    now = { ...now, started: [...now.started, outcome], tried: null };
    parts.told(now);
  }
}

const noAnswer =
  'No answer came: it may have started all the same. “Start” looks first, then tries again.';

async function startNext(launch: Launch, { api }: LaunchParts): Promise<SessionSummary | Refusal> {
  const index = launch.started.length;
  const job = launch.jobs[index] ?? {};
  if (launch.tried !== null) {
    const there = await api.get('/api/sessions', parseSummaries);
    if (!there.ok) return there;
    const before = launch.tried;
    const made = there.value.find((session) => !before.has(session.id) && isOf(session, job));
    if (made !== undefined) return made;
  }
  const body = queued(job, launch);
  const answer = await api.send({ method: 'POST', path: '/api/sessions', body }, parseSummary);
  return answer.ok ? answer.value : answer;
}

function queued(job: JobRequest, { queue, started }: Launch): JobRequest {
  const previous = started.at(-1);
  // One that fails does not keep the rest of a sweep from running.
  if (queue === 'in-turn' && previous !== undefined) {
    return { ...job, startWhen: { after: previous.id, anyway: true } };
  }
  return job;
}

function isOf({ name, command }: SessionSummary, job: JobRequest): boolean {
  return job.name ? name === job.name : command === (job.command ?? '');
}
