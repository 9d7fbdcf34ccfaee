// The routes about sessions. Reads what is asked for, and leaves the doing to server/sessions; the
// list itself is the board's.
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { Failure } from '../../protocol/failure.ts';
import { maxInputBytes } from '../../protocol/host.ts';
import type { StopAnswer } from '../../protocol/job-page.ts';
import { defaultSize, parseSize, type SessionSummary } from '../../protocol/session.ts';
import { launchSession } from '../../sessions/launch.ts';
import { removeSession } from '../../sessions/remove.ts';
import { renameSession } from '../../sessions/rename.ts';
import { type SessionEntry, summaryOf } from '../../sessions/session-directory.ts';
import { type StateDirectory, sameState } from '../../sessions/state-directory.ts';
import { stopSession } from '../../sessions/stop.ts';
import { isSeen } from '../access/rights.ts';
import type { Board } from '../board/board.ts';
import { type LogViews, sendLog } from './log.ts';
import type { Call, Routes } from './routes.ts';

export type SessionRoutes = Pick<
  Routes,
  | 'GET /api/sessions'
  | 'POST /api/sessions'
  | `${'GET' | 'PATCH' | 'DELETE'} /api/sessions/:session`
  | 'GET /api/sessions/:session/log'
  | `POST /api/sessions/:session/${'input' | 'stop'}`
>;

export interface SessionParts {
  readonly state: StateDirectory;
  readonly board: Board;
  readonly views: LogViews;
  /** Where the host's bundle lies. */
  readonly hostDir: string;
}

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "not a variable's name");
const launchRequest = z.strictObject({
  name: z.string().optional(),
  command: z.union([z.string(), z.array(z.string()).min(1), z.null()]).optional(),
  cwd: z.string().optional(),
  env: z.record(variableName, z.string()).optional(),
  cols: z.number().optional(),
  rows: z.number().optional(),
});
const renameRequest = z.object({ name: z.string() });
const inputRequest = z.object({ text: z.string() });
const stopRequest = z.object({ how: z.enum(['interrupt', 'terminate', 'kill']) });
const key = z.string().max(255).optional();

export function sessionRoutes({ state, board, views, hostDir }: SessionParts): SessionRoutes {
  /** Numbers the input of requests that bring no key of their own. */
  const source = `http-${randomBytes(8).toString('hex')}`;
  let seq = 0;

  /** By whole name or id: a prefix is enough for a person to look, not for a script to delete. */
  async function find({ params }: Call): Promise<SessionEntry> {
    const wanted = params.session ?? '';
    const entry = await board.directory.find(wanted);
    const isMeant = entry.id === wanted || entry.spec.name === wanted;
    if (!isMeant) throw new Failure('no-session', wanted);
    return entry;
  }

  async function current(entry: SessionEntry): Promise<SessionSummary> {
    await board.update(entry.id);
    const now = await board.directory.read(entry.id);
    return summaryOf(now ?? entry);
  }

  return {
    'GET /api/sessions': async ({ device }) => {
      const sessions = await board.list();
      return { status: 200, json: sessions.filter(({ id }) => isSeen(device, id)) };
    },

    'POST /api/sessions': async ({ body }) => {
      const { cols, rows, command, name, cwd, env } = launchRequest.parse(body);
      const size = parseSize(cols ?? defaultSize.cols, rows ?? defaultSize.rows);
      if (size === null) throw new Failure('bad-size');
      const made = await launchSession(state, {
        hostSource: hostDir,
        command: command ?? null,
        size,
        login: true,
        ...(name ? { name } : {}),
        ...(cwd ? { cwd } : {}),
        env: { ...sameState(process.env, state), ...env },
      });
      await board.update(made.id);
      return { status: 201, json: board.get(made.id)?.summary ?? made };
    },

    'GET /api/sessions/:session': async (call) => {
      const entry = await find(call);
      return { status: 200, json: await current(entry) };
    },

    'PATCH /api/sessions/:session': async (call) => {
      const entry = await find(call);
      await renameSession(state, entry, renameRequest.parse(call.body).name);
      return { status: 200, json: await current(entry) };
    },

    'DELETE /api/sessions/:session': async (call) => {
      const entry = await find(call);
      await removeSession(state, entry);
      await board.update(entry.id);
      return { status: 204 };
    },

    'GET /api/sessions/:session/log': async (call) => {
      const entry = await find(call);
      return sendLog({ entry, session: board.get(entry.id), views }, call.query);
    },

    'POST /api/sessions/:session/input': async (call) => {
      const entry = await find(call);
      const bytes = Buffer.from(inputRequest.parse(call.body).text);
      if (bytes.length > maxInputBytes) throw new Failure('too-large', '64 KiB at once');
      const given = key.parse(call.request.get('idempotency-key'));
      // The host keeps count, so the key holds though this gateway be replaced in between.
      const [from, number] =
        given === undefined ? [source, ++seq] : [keyedSource(call.device.id, given), 1];
      const status = await board.get(entry.id)?.input(from, number, bytes);
      if (status === 'busy') throw new Failure('busy');
      if (status !== 'accepted') throw new Failure('not-running', entry.spec.name);
      return { status: 200, json: { status } };
    },

    'POST /api/sessions/:session/stop': async (call) => {
      const entry = await find(call);
      const result = await stopSession(state, entry, stopRequest.parse(call.body).how);
      await board.update(entry.id);
      return { status: 200, json: result satisfies Pick<StopAnswer, 'ended'> };
    },
  };
}

function keyedSource(device: string, given: string): string {
  return `key-${createHash('sha256').update(`${device} ${given}`).digest('base64url').slice(0, 32)}`;
}
