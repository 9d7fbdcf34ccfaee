// `outlive new` with an environment or GPUs: by way of a script, as the page does it, but with the
// caller's own environment, folder and shell.
import { Environments } from '../machine/environments.ts';
import { Gpus } from '../machine/gpus.ts';
import { prepareJob } from '../machine/job.ts';
import { searchFolders } from '../machine/programs.ts';
import type { JobRequest } from '../protocol/job.ts';
import type { SessionSummary } from '../protocol/session.ts';
import { callerShell, currentAccount } from '../sessions/account.ts';
import { type LaunchRequest, launchSession } from '../sessions/launch.ts';
import type { StateDirectory } from '../sessions/state-directory.ts';

export async function launchJob(
  state: StateDirectory,
  request: LaunchRequest,
  job: JobRequest,
): Promise<SessionSummary> {
  const env = request.env ?? {};
  const { home } = currentAccount();
  const { launch } = await prepareJob(
    {
      ...{ state, hostSource: request.hostSource, login: null, shell: callerShell(env) },
      environments: new Environments(async () => ({ home, folders: searchFolders(env), env })),
      gpus: new Gpus(() => searchFolders(env)),
      base: request.cwd ?? '.',
    },
    job,
  );
  const { job: kept = job, script } = launch;
  return launchSession(state, { ...request, job: kept, ...(script ? { script } : {}) });
}
