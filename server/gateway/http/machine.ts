// The routes about this machine and what a job would be on it, for the form and the kill sheet.
import * as z from 'zod';
import type { Environments } from '../../machine/environments.ts';
import { listFolders } from '../../machine/folders.ts';
import { type Gpus, withSessions } from '../../machine/gpus.ts';
import type { JobMaker } from '../../machine/job.ts';
import { readLeases } from '../../machine/leases.ts';
import { preflight } from '../../machine/preflight.ts';
import { Failure } from '../../protocol/failure.ts';
import type { GpusAnswer } from '../../protocol/job-page.ts';
import { currentAccount } from '../../sessions/account.ts';
import { folderFor } from '../../sessions/program.ts';
import type { Board } from '../board/board.ts';
import { Enders } from './enders.ts';
import { requireJob } from './job-body.ts';
import type { Routes } from './routes.ts';
import { Turns } from './turns.ts';

const environmentsQuery = z.strictObject({ folder: z.string().max(4096).optional() });
const foldersQuery = z.strictObject({
  path: z.string().max(4096).optional(),
  hidden: z.enum(['0', '1']).optional(),
  after: z.string().max(1024).optional(),
});
const preflightQuery = z.strictObject({ check: z.enum(['0', '1']).optional() });
const preflightsAtOnce = 4;
/** Each may build an environment, and take a minute. */
const checksAtOnce = 2;

export type MachineRoutes = Pick<
  Routes,
  'GET /api/gpus' | 'GET /api/environments' | 'GET /api/folders' | 'POST /api/preflight'
>;

export interface MachineParts {
  readonly maker: JobMaker;
  readonly board: Board;
  readonly environments: Environments;
  readonly gpus: Gpus;
}

export function machineRoutes({ maker, board, environments, gpus }: MachineParts): MachineRoutes {
  const preflights = new Turns(preflightsAtOnce);
  const checks = new Turns(checksAtOnce);
  const enders = new Enders(maker.state.root);
  return {
    'GET /api/gpus': async () => {
      const looked = await gpus.look();
      const leases = await readLeases(maker.state.gpuDir);
      const answer: GpusAnswer = withSessions(looked, { sessions: board.entries(), leases });
      return { status: 200, json: answer };
    },

    'GET /api/environments': async ({ query }) => {
      const { folder } = environmentsQuery.parse(query);
      const path = folder ? absolute(folder) : null;
      return { status: 200, json: await environments.list(path) };
    },

    'GET /api/folders': async ({ query }) => {
      const { path = '~', hidden, after } = foldersQuery.parse(query);
      requireNoNul(path);
      const question = { path, hidden: hidden === '1', after: after ?? null };
      return { status: 200, json: await listFolders(question, currentAccount().home) };
    },

    'POST /api/preflight': async ({ body, query }) => {
      const job = requireJob(body);
      const check = preflightQuery.parse(query).check === '1';
      const question = { job, sessions: board.entries(), check };
      const turns = check ? checks : preflights;
      return {
        status: 200,
        json: await turns.take(async () => {
          const [answer, later] = await Promise.all([
            preflight(maker, question),
            enders.problems(job),
          ]);
          return { ...answer, problems: [...answer.problems, ...later] };
        }),
      };
    },
  };
}

function absolute(folder: string): string {
  requireNoNul(folder);
  const { home } = currentAccount();
  return folderFor(folder, home, home);
}

function requireNoNul(text: string): void {
  if (text.includes('\0')) throw new Failure('nul-in-command', '', 'cwd');
}
