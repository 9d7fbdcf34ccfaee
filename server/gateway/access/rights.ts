// What each route and each event of the page needs, in one table, and who may: asked at the edge,
// before anything is read or done. Whoever adds one without naming its need gets a type error, a
// failing test, and an error at start-up.
import type { LogToGateway } from '../../protocol/log-page.ts';
import type { PageToGateway } from '../../protocol/page.ts';
import type { Device } from './device.ts';

/** look: see sessions and their output. type: write into them. manage: everything else. */
export type Right = 'look' | 'type' | 'manage';

export interface Need {
  readonly right: Right;
  /**
   * one: the session that the request names. listed: the sessions that the device may see, and the
   * answer holds no others. own: what this very connection has opened before. all: everything else.
   */
  readonly of: 'one' | 'listed' | 'own' | 'all';
}

const lookAtOne = { right: 'look', of: 'one' } as const;
const lookOver = { right: 'look', of: 'listed' } as const;
const lookOn = { right: 'look', of: 'own' } as const;
const lookAround = { right: 'look', of: 'all' } as const;
const typeInto = { right: 'type', of: 'one' } as const;
const manageOne = { right: 'manage', of: 'one' } as const;
const manage = { right: 'manage', of: 'all' } as const;

export const routeRights = {
  'GET /api/sessions': lookOver,
  'POST /api/sessions': manage,
  'GET /api/sessions/:session': lookAtOne,
  'PATCH /api/sessions/:session': manageOne,
  'DELETE /api/sessions/:session': manageOne,
  'GET /api/sessions/:session/log': lookAtOne,
  'PUT /api/sessions/:session/bell': manageOne,
  'GET /api/sessions/:session/watch': lookAtOne,
  'GET /api/sessions/:session/metrics': lookAtOne,
  'POST /api/sessions/:session/input': typeInto,
  'POST /api/sessions/:session/stop': manageOne,
  // Its variables may hold secrets.
  'GET /api/sessions/:session/job': manageOne,
  // Command lines may hold secrets, too.
  'GET /api/sessions/:session/processes': manageOne,
  'POST /api/preflight': manage,
  'GET /api/name': manage,
  'GET /api/gpus': lookAround,
  'GET /api/environments': manage,
  'GET /api/folders': manage,
  'GET /api/presets': manage,
  'PUT /api/presets': manage,
  'GET /api/recents': manage,
  'GET /api/tmux': manage,
  'PUT /api/tmux': manage,
  'POST /api/tmux/panes': manage,
  'GET /api/alerts': lookOver,
  // Of the asking device alone.
  'POST /api/alerts/seen': lookOn,
  'GET /api/alerts/settings': lookOn,
  'PUT /api/alerts/settings': lookOn,
  'GET /api/devices': manage,
  'DELETE /api/devices/:device': manage,
  'POST /api/pairings': manage,
  'GET /api/pairings/:pairing': manage,
  // Its own subscription, and the key that all have.
  'GET /api/push': lookOn,
  'PUT /api/push': lookOn,
  'DELETE /api/push': lookOn,
  'POST /api/push/test': lookOn,
  'GET /api/alerts/channels': manage,
  'PUT /api/alerts/channels': manage,
  'POST /api/alerts/test': manage,
} as const satisfies Record<string, Need>;

export type Route = keyof typeof routeRights;

/** The only addresses of the interface that answer without a token. */
export const openRoutes = ['GET /healthz', 'POST /api/hello', 'POST /api/pair'] as const;

export const eventRights: Readonly<Record<keyof PageToGateway | keyof LogToGateway, Need>> = {
  'list:watch': lookOver,
  'list:unwatch': lookOver,
  'list:pause': lookOver,
  attach: lookAtOne,
  detach: lookOn,
  painted: lookOn,
  input: typeInto,
  resize: typeInto,
  verify: lookOn,
  'alerts:looking': lookOn,
  'alerts:shown': lookOn,
  'log:open': lookAtOne,
  'log:rows': lookOn,
  'log:width': lookOn,
  'log:pause': lookOn,
  'log:since': lookOn,
  'log:moved': lookOn,
  'log:search': lookOn,
  'log:stop-search': lookOn,
  'log:close': lookOn,
};

/**
 * Whether a device may do what needs that much. `session`: the id of the one that the request names,
 * null when it names none. A device that was let in to watch one session may look at that alone.
 */
export function permits(
  { view }: Pick<Device, 'view'>,
  { right, of }: Need,
  session: string | null,
): boolean {
  if (view === null) return true;
  if (right !== 'look' || of === 'all') return false;
  return of !== 'one' || session === view.session;
}

/** Whether this device may know of an alert about that session; null: about the machine. */
export function mayHear(device: Pick<Device, 'view'>, session: string | null): boolean {
  return session === null ? device.view === null : isSeen(device, session);
}

/** Whether an answer to this device may hold that session. */
export function isSeen({ view }: Pick<Device, 'view'>, session: string): boolean {
  return view === null || view.session === session;
}
