// The routes about this machine, for the form that starts a job.
import { Failure } from '../../protocol/failure.ts';
import type {
  EnvironmentsAnswer,
  FoldersAnswer,
  GpusAnswer,
  JobAnswer,
  PreflightAnswer,
  ProcessesAnswer,
} from '../../protocol/job-page.ts';
import type { Routes } from './routes.ts';

export type MachineRoutes = Pick<
  Routes,
  | 'GET /api/gpus'
  | 'GET /api/environments'
  | 'GET /api/folders'
  | 'POST /api/preflight'
  | 'GET /api/sessions/:session/job'
  | 'GET /api/sessions/:session/processes'
>;

export function machineRoutes(): MachineRoutes {
  return {
    'GET /api/gpus': notYet<GpusAnswer>,
    'GET /api/environments': notYet<EnvironmentsAnswer>,
    'GET /api/folders': notYet<FoldersAnswer>,
    'POST /api/preflight': notYet<PreflightAnswer>,
    'GET /api/sessions/:session/job': notYet<JobAnswer>,
    'GET /api/sessions/:session/processes': notYet<ProcessesAnswer>,
  };
}

async function notYet<T>(): Promise<{ status: 200; json: T }> {
  throw new Failure('not-found');
}
