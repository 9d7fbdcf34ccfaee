// The routes that start jobs, show what they were started with, and end them with all they hold.
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { GpuUse } from '../../machine/gpu-state.ts';
import type { Gpus } from '../../machine/gpus.ts';
import { type JobMaker, prepareJob } from '../../machine/job.ts';
import { describeProcesses, sharesOf } from '../../machine/processes.ts';
import { Failure } from '../../protocol/failure.ts';
import type { JobAnswer, ProcessesAnswer, StopAnswer } from '../../protocol/job-page.ts';
import { parseSize } from '../../protocol/session.ts';
import { beginsWithinMs } from '../../sessions/began.ts';
import { launchSession } from '../../sessions/launch.ts';
import { nextNameLike } from '../../sessions/names.ts';
import type { Presets } from '../../sessions/presets.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import { requireLocal } from '../../sessions/session-directory.ts';
import { scriptPath } from '../../sessions/session-record.ts';
import { sessionProcesses, stopSession } from '../../sessions/stop.ts';
import type { Board } from '../board/board.ts';
import { findSession } from './find-session.ts';
import { requireJob } from './job-body.ts';
import type { Routes } from './routes.ts';
import { Turns } from './turns.ts';

const stopRequest = z.object({ how: z.enum(['interrupt', 'terminate', 'kill']) });
/** Hosts that come up at once: more would each take longer, and some too long. */
const launchesAtOnce = 4;
/** A driver that hangs must not keep anybody from learning that the session has ended. */
const gpusWithinMs = 1500;

export type JobRoutes = Pick<
  Routes,
  | 'POST /api/sessions'
  | 'GET /api/sessions/:session/job'
  | 'GET /api/sessions/:session/processes'
  | 'POST /api/sessions/:session/stop'
>;

export interface JobParts {
  readonly maker: JobMaker;
  readonly board: Board;
  readonly gpus: Gpus;
  readonly presets: Presets;
  readonly bug: (error: unknown) => void;
}

export function jobRoutes({ maker, board, gpus, presets, bug }: JobParts): JobRoutes {
  const { state } = maker;
  const launches = new Turns(launchesAtOnce);

  async function uses(): Promise<readonly GpuUse[]> {
    const looked = gpus.look({ anew: true }).then((now) => now.uses);
    const late = new Promise<readonly GpuUse[]>((resolve) => {
      setTimeout(() => resolve([]), gpusWithinMs).unref();
    });
    return Promise.race([looked, late]);
  }

  return {
    'POST /api/sessions': async ({ body }) => {
      const job = requireJob(body);
      if (parseSize(job.cols ?? 1, job.rows ?? 1) === null) throw new Failure('bad-size');
      const made = await launches.take(async () => {
        const { launch } = await prepareJob(maker, job);
        return launchSession(state, launch);
      });
      // Nobody has to wait for it, and what runs is not undone for want of it.
      presets.started(job).catch(bug);
      await board.update(made.id);
      // One that another program has taken over says nothing of that by itself.
      setTimeout(() => void board.update(made.id).catch(bug), beginsWithinMs + 500).unref();
      return { status: 201, json: board.get(made.id)?.summary ?? made };
    },

    'GET /api/sessions/:session/job': async (call) => {
      const entry = await findSession(board, call);
      const script = await readFile(scriptPath(entry.dir), 'utf8').catch(() => null);
      const nextName = nextNameLike(entry.spec.name, board.entries());
      const answer: JobAnswer = { job: jobOf(entry), script, nextName };
      return { status: 200, json: answer };
    },

    'GET /api/sessions/:session/processes': async (call) => {
      const entry = await findSession(board, call);
      requireLocal(entry);
      const [found, now] = await Promise.all([sessionProcesses(state, entry), uses()]);
      const answer: ProcessesAnswer = { processes: await describeProcesses(found, now) };
      return { status: 200, json: answer };
    },

    'POST /api/sessions/:session/stop': async (call) => {
      const entry = await findSession(board, call);
      const { how } = stopRequest.parse(call.body);
      const result = await stopSession(state, entry, how);
      const now = how === 'interrupt' ? [] : await uses();
      const answer: StopAnswer = {
        ended: result.ended,
        survivors: await describeProcesses(result.survivors, now),
        stillHeld: result.ended.flatMap(({ pid }) =>
          sharesOf(pid, now).map((share) => ({ pid, ...share })),
        ),
      };
      await board.update(entry.id);
      return { status: 200, json: answer };
    },
  };
}

/** Of one that was not started as a job, what is known of it. */
function jobOf({ spec }: SessionEntry): JobAnswer['job'] {
  const { name, command, cwd, job } = spec;
  return { ...(job ?? { command: command === '' ? null : command }), name, cwd };
}
