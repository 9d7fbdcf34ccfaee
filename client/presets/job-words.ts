// A job in two lines: its command, and where and how it runs.
import type { JobRequest } from '../../server/protocol/job.ts';
import { shortPath } from '../look/short-path.ts';

export function jobWords({ cwd, environment, gpus }: JobRequest): string {
  const { lines: _, ...chosen } = { lines: '', ...environment };
  const [[kind, where] = []] = Object.entries(chosen) as [string, string][];
  const inEnvironment = kind && where ? `${kind} ${where.split('/').pop()}` : null;
  const onGpus =
    gpus === undefined
      ? null
      : Array.isArray(gpus)
        ? `GPU ${gpus.join(', ') || 'none'}`
        : `any ${(gpus as { any: number }).any} GPU`;
  return [shortPath(cwd ?? '~'), inEnvironment, onGpus].filter((part) => part !== null).join(' · ');
}
