// A job in two lines: its command, and where and how it runs.
import type { JobRequest } from '../../server/protocol/job.ts';
import { shortPath } from '../look/short-path.ts';

export function jobWords(job: JobRequest): string {
  return [shortPath(job.cwd ?? '~'), ...surroundings(job)].join(' · ');
}

/** Its environment and GPUs, where it has any of its own. */
export function surroundings({ environment, gpus }: JobRequest): readonly string[] {
  const { lines, ...chosen } = { lines: '', ...environment };
  const words = Object.entries(chosen as Record<string, string>).map(
    ([kind, where]) => `${kind} ${where.split('/').filter(Boolean).pop() ?? where}`,
  );
  if (lines !== '') words.push('set-up lines');
  if (gpus !== undefined && 'any' in gpus)
    words.push(gpus.any === 1 ? 'any GPU' : `any ${gpus.any} GPUs`);
  else if (gpus !== undefined) words.push(gpus.length === 0 ? 'no GPU' : `GPU ${gpus.join(', ')}`);
  return words;
}
