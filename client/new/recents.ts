// What was started lately: the gateway's list, until it comes what this page knows of sessions and
// this device of folders.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JobRequest } from '../../server/protocol/job.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { parseRecents } from '../machine/answers.ts';
import { useOutlive } from '../outlive.ts';
import { commandText } from './command-text.ts';
import { recentDirectories } from './recent-directories.ts';

export interface KnownRecents {
  readonly jobs: readonly JobRequest[];
  readonly folders: readonly string[];
}

const mostJobs = 30;

export function useRecents(): KnownRecents {
  const { api, list } = useOutlive();
  const told: Signal<KnownRecents> = useSignal({ jobs: [], folders: [] });
  useEffect(() => {
    void api.get('/api/recents', parseRecents).then((answer) => {
      if (!answer.ok) return;
      const { jobs, folders } = answer.value;
      told.value = { jobs: jobs.map(({ job }) => job), folders };
    });
  }, [api, told]);
  const { jobs, folders } = told.value;
  return {
    jobs: distinct([...jobs, ...list.known.value.sessions.map(jobOf)]).slice(0, mostJobs),
    folders: [...new Set([...folders, ...recentDirectories()])],
  };
}

/** One from the command line has at least a command and a folder. */
function jobOf({ command, cwd }: SessionSummary): JobRequest {
  return { command, cwd };
}

function distinct(jobs: readonly JobRequest[]): readonly JobRequest[] {
  const seen = new Set<string>();
  return jobs.filter(({ command }) => {
    const text = commandText(command).trim();
    if (text === '' || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
