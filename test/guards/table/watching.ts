// Guards of those who may watch one session, and of the table of rights.
import { type Guard, removing } from '../guard.ts';

const rights = 'server/gateway/access/rights.ts';
const viewOnly = 'test/gateway/access/view-only.test.ts';
const table = 'test/gateway/access/rights.test.ts';

const everyRoute =
  '[TRUST16] every route that changes anything, or is about another session, is refused';
const everyEvent =
  '[TRUST16] every event that changes anything, or is about another session, is refused';
const over = '[TRUST17] its time over, its sockets are cut and its token is worth nothing';
const whole = '[TRUST17] its link is good for its whole time, its typed code for five minutes';

const judged = "if (!permits(device, need, id)) throw new Failure('not-allowed');";

export const watching: readonly Guard[] = [
  {
    attack: 'changing something by a request, though one may watch',
    rule: 'TRUST16',
    removals: removing(rights, "if (right !== 'look' || of === 'all') return false;", ''),
    shownBy: { test: viewOnly, title: everyRoute },
  },
  {
    attack: 'typing, though one may watch',
    rule: 'TRUST16',
    removals: removing(rights, "if (right !== 'look' || of === 'all') return false;", ''),
    shownBy: { test: viewOnly, title: everyEvent },
  },
  {
    attack: 'looking at another session by a request',
    rule: 'TRUST16',
    removals: removing(
      rights,
      "return of !== 'one' || session === view.session;",
      'void session;\n  return true;',
    ),
    shownBy: { test: viewOnly, title: everyRoute },
  },
  {
    attack: 'looking at another session by an event',
    rule: 'TRUST16',
    removals: removing(
      rights,
      "return of !== 'one' || session === view.session;",
      'void session;\n  return true;',
    ),
    shownBy: { test: viewOnly, title: everyEvent },
  },
  {
    attack: 'a route that asks nobody',
    rule: 'TRUST16',
    removals: removing('server/gateway/http/routes.ts', judged, 'void permits;'),
    shownBy: { test: viewOnly, title: everyRoute },
  },
  {
    attack: 'an event that asks nobody',
    rule: 'TRUST16',
    removals: removing(
      'server/gateway/socket/events.ts',
      "if (!permits(page.device, need, named(request))) throw new Failure('not-allowed');",
      'void permits;',
    ),
    shownBy: { test: viewOnly, title: everyEvent },
  },
  {
    attack: 'hearing of other sessions in the list',
    rule: 'TRUST16',
    removals: removing(
      rights,
      'return view === null || view.session === session;',
      'void session;\n  return view !== undefined;',
    ),
    shownBy: { test: viewOnly, title: '[TRUST16] the live list tells of no other session' },
  },
  {
    attack: 'reading secrets in command lines',
    rule: 'TRUST23',
    removals: removing(
      rights,
      "'GET /api/sessions/:session/processes': manageOne,",
      "'GET /api/sessions/:session/processes': lookAtOne,",
    ),
    shownBy: {
      test: viewOnly,
      title:
        "[TRUST23] a session's processes, with their command lines, are not for one who watches",
    },
  },
  {
    attack: 'a new route that the table forgot',
    rule: 'TRUST13',
    removals: removing(
      'server/gateway/http/app.ts',
      '  mountRoutes(app, routes,',
      "  app.get('/api/new', (_request, response) => void response.json({}));\n  mountRoutes(app, routes,",
    ),
    shownBy: {
      test: table,
      title: '[TRUST13] every route is in the table of rights, or is one of the two open ones',
    },
  },
  {
    attack: 'a new event that the table forgot',
    rule: 'TRUST13',
    removals: removing(
      'server/gateway/socket/events.ts',
      '  verify: event(nothing, () => undefined),',
      "  verify: event(nothing, () => undefined),\n  ...{ 'new:event': event(nothing, () => undefined) },",
    ),
    shownBy: { test: table, title: '[TRUST13] every event is in the table of rights' },
  },
  {
    attack: 'a token that outlives the time to watch',
    rule: 'TRUST17',
    removals: removing(
      'server/gateway/access/device.ts',
      ' || (device.view !== null && now >= device.view.until)',
      '',
    ),
    shownBy: { test: viewOnly, title: over },
  },
  {
    attack: 'looking on when the time is over',
    rule: 'TRUST17',
    removals: removing(
      'server/gateway/socket/sockets.ts',
      'setTimeout(() => cut(under(socket)), leftMs)',
      'setTimeout(() => undefined, leftMs)',
    ),
    shownBy: { test: viewOnly, title: over },
  },
  {
    attack: 'guessing a watcher’s typed code for a day',
    rule: 'TRUST17',
    removals: removing(
      'server/gateway/access/pairing.ts',
      'lifeMs - left <= typedLifeMs(record)',
      'true',
    ),
    shownBy: { test: viewOnly, title: whole },
  },
  {
    attack: 'watching for ever',
    rule: 'TRUST17',
    removals: removing(
      'server/gateway/access/pairing.ts',
      'Math.min(view.forMs, maxViewMs)',
      'view.forMs + 0 * maxViewMs',
    ),
    shownBy: { test: viewOnly, title: whole },
  },
  {
    attack: 'watching for longer than a day, when nothing was said',
    rule: 'TRUST17',
    removals: removing(
      'server/cli/pair.ts',
      'const viewForMs = 24 * hourMs;',
      'const viewForMs = 48 * hourMs;',
    ),
    shownBy: {
      test: 'test/cli/pair.test.ts',
      title: '[TRUST17] pair --view lets watch one session, for a day or as long as is said',
    },
  },
  {
    attack: 'a damaged record that passes for an owner’s',
    rule: 'TRUST17',
    removals: removing(
      'server/gateway/access/device.ts',
      "if (typeof pairing !== 'string' || view === undefined) return null;\n  return { id, hash, name, created, lastUsed, address, pairing, view };",
      "if (typeof pairing !== 'string') return null;\n  return { id, hash, name, created, lastUsed, address, pairing, view: view ?? null };",
    ),
    shownBy: {
      test: viewOnly,
      title: '[TRUST17] a record whose view cannot be read lets nobody in',
    },
  },
];
