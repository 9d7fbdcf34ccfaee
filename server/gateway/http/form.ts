// The routes of the form that starts jobs, put together with what they share of this machine.
import { delimiter } from 'node:path';
import { Environments } from '../../machine/environments.ts';
import type { Gpus } from '../../machine/gpus.ts';
import type { JobMaker } from '../../machine/job.ts';
import { Login } from '../../machine/login/login.ts';
import { searchFolders } from '../../machine/programs.ts';
import { currentAccount } from '../../sessions/account.ts';
import { Presets } from '../../sessions/presets.ts';
import type { StateDirectory } from '../../sessions/state-directory.ts';
import type { Board } from '../board/board.ts';
import { type JobRoutes, jobRoutes } from './jobs.ts';
import { type MachineRoutes, machineRoutes } from './machine.ts';
import { type PresetRoutes, presetRoutes } from './presets.ts';

/** What is looked for in the folders of a login does not wait longer for it. */
const loginWithinMs = 1000;

export interface FormParts {
  readonly state: StateDirectory;
  /** Where the host's bundle lies. */
  readonly hostSource: string;
  readonly board: Board;
  readonly gpus: Gpus;
  readonly bug: (error: unknown) => void;
}

export function formRoutes(parts: FormParts): JobRoutes & MachineRoutes & PresetRoutes {
  const { board, gpus, bug } = parts;
  const presets = new Presets(parts.state);
  const { home, shell } = currentAccount();
  const login = new Login();
  const environments = new Environments(async () => {
    const env = { ...process.env, ...(await login.answer(loginWithinMs))?.environment };
    const folders = searchFolders(env, (process.env.PATH ?? '').split(delimiter));
    return { home, folders, env };
  });
  const maker: JobMaker = { ...parts, environments, gpus, login, shell, base: home };
  return {
    ...jobRoutes({ maker, board, gpus, presets, bug }),
    ...machineRoutes({ maker, board, environments, gpus }),
    ...presetRoutes({ presets, board }),
  };
}
