// What each route and each event of the page needs, in one table. Whoever adds one without naming
// its right gets a type error, a failing test, and an error at start-up.
import type { LogToGateway } from '../../protocol/log-page.ts';
import type { PageToGateway } from '../../protocol/page.ts';

/** look: see sessions and their output. type: write into them. manage: everything else. */
export type Right = 'look' | 'type' | 'manage';

export const routeRights = {
  'GET /api/sessions': 'look',
  'POST /api/sessions': 'manage',
  'GET /api/sessions/:session': 'look',
  'PATCH /api/sessions/:session': 'manage',
  'DELETE /api/sessions/:session': 'manage',
  'GET /api/sessions/:session/log': 'look',
  'POST /api/sessions/:session/input': 'type',
  'POST /api/sessions/:session/stop': 'manage',
  // Its variables may hold secrets.
  'GET /api/sessions/:session/job': 'manage',
  'GET /api/sessions/:session/processes': 'look',
  'POST /api/preflight': 'manage',
  'GET /api/name': 'manage',
  'GET /api/gpus': 'look',
  'GET /api/environments': 'manage',
  'GET /api/folders': 'manage',
  'GET /api/presets': 'manage',
  'PUT /api/presets': 'manage',
  'GET /api/recents': 'manage',
  'GET /api/devices': 'manage',
  'DELETE /api/devices/:device': 'manage',
  'POST /api/pairings': 'manage',
} as const satisfies Record<string, Right>;

export type Route = keyof typeof routeRights;

/** The only addresses of the interface that answer without a token. */
export const openRoutes = ['GET /healthz', 'POST /api/pair'] as const;

export const eventRights: Readonly<Record<keyof PageToGateway | keyof LogToGateway, Right>> = {
  'list:watch': 'look',
  'list:unwatch': 'look',
  attach: 'look',
  detach: 'look',
  painted: 'look',
  input: 'type',
  resize: 'type',
  verify: 'look',
  'log:open': 'look',
  'log:rows': 'look',
  'log:width': 'look',
  'log:pause': 'look',
  'log:since': 'look',
  'log:search': 'look',
  'log:stop-search': 'look',
  'log:close': 'look',
};

/** Whether a device may use what needs `right`. So far every paired device may do everything. */
export function permits(_device: { id: string }, _right: Right): boolean {
  return true;
}
