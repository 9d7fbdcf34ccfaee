// The routes about the user's own tmux: what it has, whether it is shown by itself, and one pane more.
import * as z from 'zod';
import type { TmuxSessions } from '../tmux/tmux-sessions.ts';
import type { Routes } from './routes.ts';

export type TmuxRoutes = Pick<Routes, 'GET /api/tmux' | 'PUT /api/tmux' | 'POST /api/tmux/panes'>;

const showRequest = z.strictObject({ shown: z.boolean() });
const paneRequest = z.strictObject({
  pane: z.string().regex(/^%\d+$/, "must be a pane's id, such as %3"),
});

export function tmuxRoutes(tmux: TmuxSessions): TmuxRoutes {
  return {
    'GET /api/tmux': async () => ({ status: 200, json: await tmux.list() }),

    'PUT /api/tmux': async ({ body }) => {
      await tmux.show(showRequest.parse(body).shown);
      return { status: 200, json: await tmux.list() };
    },

    'POST /api/tmux/panes': async ({ body }) => {
      return { status: 201, json: await tmux.adopt(paneRequest.parse(body).pane) };
    },
  };
}
