// The body that asks for a job, parsed or refused beside the field that is wrong.
import { Failure } from '../../protocol/failure.ts';
import { type JobRequest, parseJob } from '../../protocol/job.ts';

/** Throws Failure bad-request or nul-in-command. */
export function requireJob(body: unknown): JobRequest {
  const parsed = parseJob(body);
  if (parsed.ok) return parsed.value;
  const { field, message } = parsed;
  throw new Failure(message.includes('NUL') ? 'nul-in-command' : 'bad-request', message, field);
}
