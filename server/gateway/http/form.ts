// The routes of the form that starts jobs, put together with what they share of this machine.
import { Environments } from '../../machine/environments.ts';
import { Gpus } from '../../machine/gpus.ts';
import type { JobMaker } from '../../machine/job.ts';
import { searchFolders } from '../../machine/programs.ts';
import { currentAccount } from '../../sessions/account.ts';
import { Presets } from '../../sessions/presets.ts';
import type { StateDirectory } from '../../sessions/state-directory.ts';
import type { Board } from '../board/board.ts';
import { type JobRoutes, jobRoutes } from './jobs.ts';
import { type MachineRoutes, machineRoutes } from './machine.ts';
import { type PresetRoutes, presetRoutes } from './presets.ts';

export interface FormParts {
  readonly state: StateDirectory;
  /** Where the host's bundle lies. */
  readonly hostSource: string;
  readonly board: Board;
  readonly bug: (error: unknown) => void;
}

export function formRoutes(parts: FormParts): JobRoutes & MachineRoutes & PresetRoutes {
  const { board, bug } = parts;
  const presets = new Presets(parts.state);
  const gpus = new Gpus();
  const { home, shell } = currentAccount();
  const environments = new Environments(() => ({ home, folders: searchFolders() }));
  const maker: JobMaker = { ...parts, environments, gpus, login: true, shell, base: home };
  return {
    ...jobRoutes({ maker, board, gpus, presets, bug }),
    ...machineRoutes({ maker, board, environments, gpus }),
    ...presetRoutes({ presets, board }),
  };
}
