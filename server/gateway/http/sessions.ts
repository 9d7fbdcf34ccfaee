// The routes about sessions. Reads what is asked for, and leaves the doing to server/sessions; the
// list itself is the board's.
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { Failure } from '../../protocol/failure.ts';
import { maxInputBytes } from '../../protocol/host.ts';
import type { SessionSummary } from '../../protocol/session.ts';
import { removeSession } from '../../sessions/remove.ts';
import { renameSession } from '../../sessions/rename.ts';
import { type SessionEntry, summaryOf } from '../../sessions/session-directory.ts';
import type { StateDirectory } from '../../sessions/state-directory.ts';
import { isSeen } from '../access/rights.ts';
import type { Board } from '../board/board.ts';
import { findSession } from './find-session.ts';
import { type LogViews, sendLog } from './log.ts';
import type { Call, Routes } from './routes.ts';
import { withWatch } from './watch.ts';

export type SessionRoutes = Pick<
  Routes,
  | 'GET /api/sessions'
  | `${'GET' | 'PATCH' | 'DELETE'} /api/sessions/:session`
  | 'GET /api/sessions/:session/log'
  | 'POST /api/sessions/:session/input'
>;

export interface SessionParts {
  readonly state: StateDirectory;
  readonly board: Board;
  readonly views: LogViews;
}

const renameRequest = z.object({ name: z.string() });
const inputRequest = z.object({ text: z.string() });
const key = z.string().max(255).optional();

export function sessionRoutes({ state, board, views }: SessionParts): SessionRoutes {
  /** Numbers the input of requests that bring no key of their own. */
  const source = `http-${randomBytes(8).toString('hex')}`;
  let seq = 0;

  const find = (call: Call) => findSession(board, call);

  async function current(entry: SessionEntry): Promise<SessionSummary> {
    await board.update(entry.id);
    const live = board.get(entry.id);
    if (live !== null) return live.summary;
    const now = await board.directory.read(entry.id);
    return summaryOf(now ?? entry);
  }

  return {
    'GET /api/sessions': async ({ device, query }) => {
      const sessions = (await board.list()).filter(({ id }) => isSeen(device, id));
      return { status: 200, json: sessions.map((session) => withWatch(session, query)) };
    },

    'GET /api/sessions/:session': async (call) => {
      const entry = await find(call);
      return { status: 200, json: withWatch(await current(entry), call.query) };
    },

    'PATCH /api/sessions/:session': async (call) => {
      const entry = await find(call);
      await renameSession(state, entry, renameRequest.parse(call.body).name);
      return { status: 200, json: withWatch(await current(entry), call.query) };
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
  };
}

function keyedSource(device: string, given: string): string {
  return `key-${createHash('sha256').update(`${device} ${given}`).digest('base64url').slice(0, 32)}`;
}
