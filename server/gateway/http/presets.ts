// The routes that help to fill in the form again: presets, what was started last, the next name.
import * as z from 'zod';
import { answering } from '../../machine/disk.ts';
import type { NameAnswer, RecentsAnswer } from '../../protocol/job-page.ts';
import { nameFromCommand } from '../../protocol/names.ts';
import { currentAccount } from '../../sessions/account.ts';
import { nextNameLike } from '../../sessions/names.ts';
import type { Presets } from '../../sessions/presets.ts';
import { folderFor } from '../../sessions/program.ts';
import type { Board } from '../board/board.ts';
import type { Routes } from './routes.ts';

const nameQuery = z.union(
  [z.strictObject({ command: z.string() }), z.strictObject({ like: z.string().max(200) })],
  'must give "command" or "like", one of them',
);

export type PresetRoutes = Pick<
  Routes,
  'GET /api/presets' | 'PUT /api/presets' | 'GET /api/recents' | 'GET /api/name'
>;

export function presetRoutes({
  presets,
  board,
}: {
  readonly presets: Presets;
  readonly board: Board;
}): PresetRoutes {
  return {
    'GET /api/presets': async () => ({ status: 200, json: presets.list() }),

    'PUT /api/presets': async ({ body }) => ({ status: 200, json: await presets.replace(body) }),

    'GET /api/recents': async () => {
      const jobs = presets.recents();
      const { home } = currentAccount();
      const used = jobs.flatMap(({ job }) => job.cwd ?? []);
      const folders = [...new Set(used.map((text) => folderFor(text, home, home)))];
      const { there } = await answering(folders);
      return { status: 200, json: { jobs, folders: there } satisfies RecentsAnswer };
    },

    'GET /api/name': async ({ query }) => {
      const wanted = nameQuery.parse(query);
      const sessions = board.entries();
      const text = 'like' in wanted ? wanted.like : nameFromCommand(wanted.command);
      return { status: 200, json: { name: nextNameLike(text, sessions) } satisfies NameAnswer };
    },
  };
}
