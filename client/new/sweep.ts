// What a form with several values comes to: the jobs of a sweep, each with its name.
import type { JobRequest } from '../../server/protocol/job.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type JobForm, jobWith } from './job-form.ts';
import type { Queue } from './start-jobs.ts';
import { sweepNames } from './suggested-name.ts';

/** More sessions at once than anybody wants to look through on a phone. */
export const mostJobs = 64;

export function jobsOf(form: JobForm, queue: Queue, sessions: readonly SessionSummary[]) {
  const asked = form.request();
  const request = form.jobs.value.length > 1 && queue === 'by-gpus' ? byGpus(asked) : asked;
  const names = sweepNames(request.name ?? '', form.jobs.value, sessions);
  return form.jobs.value.map((values, i): JobRequest => jobWith(request, values, names[i] ?? ''));
}

/** Each takes as many as were chosen, whichever are free. */
function byGpus({ startWhen, ...request }: JobRequest): JobRequest {
  const { gpus } = request;
  const after = startWhen !== undefined && 'after' in startWhen ? { startWhen } : {};
  if (gpus !== undefined && !Array.isArray(gpus)) return { ...request, ...after };
  // Any one of those that were chosen.
  if (Array.isArray(gpus) && gpus.length > 0) return { ...request, startWhen: { gpus: 1 } };
  return { ...request, ...after, gpus: { any: 1 } };
}

/** `exp01, exp02 and exp03`, `exp01 … exp06`. */
export function namesInWords(names: readonly string[]): string {
  if (names.length <= 3) return names.join(', ');
  return `${names[0]} … ${names.at(-1)}`;
}
