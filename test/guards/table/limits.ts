// Guards of what strangers and devices may hold, send and ask for.
import { type Guard, removing } from '../guard.ts';

const sockets = 'server/gateway/socket/sockets.ts';
const handshake = 'test/gateway/socket/handshake.test.ts';
const fences = 'test/gateway/http/limits.test.ts';
const storms = 'test/gateway/listen/strangers.test.ts';
const requestsEach =
  '[TRUST34] a device has at most 64 requests under way, however few its connections, and 64 connections';

export const limits: readonly Guard[] = [
  {
    attack: 'keeping the processor and the memory busy with searches',
    rule: 'LINES10',
    removals: removing(
      'server/gateway/log/search-turns.ts',
      'each: 2, all: 4,',
      'each: 99, all: 99,',
    ),
    shownBy: {
      test: 'test/gateway/log/search-turns.test.ts',
      title:
        '[LINES10] two searches of a device run at once and four in all, the others in their turn',
    },
  },
  {
    attack: 'slowing everybody down by thousands of requests of one page',
    rule: 'GATE63',
    removals: removing(
      'server/gateway/socket/in-flight.ts',
      'waiting: 64, refusals',
      'waiting: 1e6, refusals',
    ),
    shownBy: {
      test: 'test/gateway/socket/in-flight.test.ts',
      title:
        '[GATE63] a page that asks for thousands of ranges of rows at once is cut off, and holds nobody else up',
    },
  },
  {
    attack: 'having each new view process asked what a page that is gone had asked',
    rule: 'GATE63',
    removals: removing(
      'server/screen/requests.ts',
      "else signal?.addEventListener('abort', cancel);",
      '',
    ),
    shownBy: {
      test: 'test/gateway/socket/in-flight.test.ts',
      title:
        '[GATE63] what nobody waits for any more is taken back, and never asked of the next view process',
    },
  },
  {
    attack: 'using up files and memory by connections that ask for nothing',
    rule: 'TRUST27',
    removals: removing(
      'server/gateway/listen/strangers.ts',
      'const maxStrangers = 256;',
      'const maxStrangers = 1e6;',
    ),
    shownBy: {
      test: fences,
      title: '[TRUST27] of a stranger’s connections 256 stay, and a paired device’s',
    },
  },
  {
    attack: 'pushing out a paired device by connections',
    rule: 'TRUST27',
    removals: removing(
      'server/gateway/http/app.ts',
      'parts.cameIn(request.socket, device.id);',
      '',
    ),
    shownBy: {
      test: fences,
      title: '[TRUST27] of a stranger’s connections 256 stay, and a paired device’s',
    },
  },
  {
    attack: 'holding connections that never begin TLS',
    rule: 'TRUST33',
    removals: removing(
      'server/gateway/listen/strangers.ts',
      '      byPeer.set(peer, enter(socket));\n',
      '',
    ),
    shownBy: {
      test: storms,
      title:
        '[TRUST33] a storm of connections without TLS handshakes holds 256 of them, and a phone comes in',
    },
  },
  {
    attack: 'pushing a phone that is being paired out by a storm from elsewhere',
    rule: 'TRUST33',
    removals: removing(
      'server/gateway/listen/strangers.ts',
      'const group = `${stageOf(entry)} ${entry.network}`;',
      'const group = stageOf(entry);',
    ),
    shownBy: {
      test: storms,
      title:
        '[TRUST33] a storm of connections from another address takes no place of a phone’s, however little that has said',
    },
  },
  {
    attack: 'pushing it out by a storm from its own address',
    rule: 'TRUST33',
    removals: removing(
      'server/gateway/listen/strangers.ts',
      'const group = `${stageOf(entry)} ${entry.network}`;',
      'void stageOf;\n    const group = entry.network;',
    ),
    shownBy: {
      test: storms,
      title:
        '[TRUST33] a storm of connections from its own address takes no place of one that is further or less far: %s',
    },
  },
  {
    attack: 'using up what a gateway can do by requests on one connection',
    rule: 'TRUST34',
    removals: removing(
      'server/gateway/http/answers.ts',
      'if (all.size >= maxEachDevice) {',
      'if (maxEachDevice < 0) {',
    ),
    shownBy: { test: fences, title: requestsEach },
  },
  {
    attack: 'holding connections with a token without end',
    rule: 'TRUST34',
    removals: removing(
      'server/gateway/listen/strangers.ts',
      'const maxEachDevice = 64;',
      'const maxEachDevice = 1e6;',
    ),
    shownBy: { test: fences, title: requestsEach },
  },
  {
    attack: 'holding connections without a token',
    rule: 'TRUST11',
    removals: removing(sockets, 'const maxWaiting = 32;', 'const maxWaiting = 3200;'),
    shownBy: {
      test: handshake,
      title:
        '[TRUST11] of connections that have not shown a token 32 stay, the newest, and not for long',
    },
  },
  {
    attack: 'holding them for ever',
    rule: 'TRUST11',
    removals: removing(sockets, 'const patienceMs = 5000;', 'const patienceMs = 500_000;'),
    shownBy: {
      test: handshake,
      title:
        '[TRUST11] of connections that have not shown a token 32 stay, the newest, and not for long',
    },
  },
  {
    attack: 'crowding paired devices out',
    rule: 'TRUST21',
    removals: removing(
      sockets,
      'const owner = owners.get(connection.request) ?? null;',
      'const owner = owners.get(connection.request) === undefined ? null : null;',
    ),
    shownBy: {
      test: handshake,
      title:
        '[TRUST21] a page that has proven itself and not yet said more keeps its place; its greeting is good once',
    },
  },
  {
    attack: 'a socket without a token',
    rule: 'TRUST10',
    removals: removing(
      sockets,
      'const device = shown.success ? devices.byToken(shown.data.token) : null;',
      'const device = (shown.success ? devices.byToken(shown.data.token) : null) ?? devices.list()[0] ?? null;',
    ),
    shownBy: {
      test: handshake,
      title: "[TRUST10] without a device's token (%s) a socket is refused and closed",
    },
  },
  {
    attack: 'a request without a token',
    rule: 'TRUST10',
    removals: removing(
      'server/gateway/http/app.ts',
      "if (device === null) throw new Failure('not-paired');",
      'if (device === null) return { view: null, id: 0 } as never;',
    ),
    shownBy: {
      test: 'test/gateway/access/rights.test.ts',
      title: '[TRUST10] no route of the table answers without a token',
    },
  },
  {
    attack: 'having a stranger’s body read',
    rule: 'TRUST25',
    removals: removing(
      'server/gateway/http/routes.ts',
      "      authorize,\n      ...(verb === 'get' || verb === 'delete' ? [] : readJson),",
      "      ...(verb === 'get' || verb === 'delete' ? [] : readJson),\n      authorize,",
    ),
    shownBy: { test: fences, title: '[TRUST25] a stranger’s body is not read' },
  },
  {
    attack: 'filling the memory with a body',
    rule: 'TRUST25',
    removals: removing('server/gateway/http/routes.ts', "limit = '128kb'", "limit = '128mb'"),
    shownBy: { test: fences, title: '[TRUST25] a body of more than 128 KiB is refused' },
  },
  {
    attack: 'filling the memory with a message',
    rule: 'GATE37',
    removals: removing(
      sockets,
      'maxHttpBufferSize: maxMessageBytes,',
      'maxHttpBufferSize: 100 * maxMessageBytes,',
    ),
    shownBy: {
      test: handshake,
      title: '[GATE37] an event that is malformed is answered in words and harms nobody',
    },
  },
  {
    attack: 'filling the memory with input',
    rule: 'GATE37',
    removals: [
      {
        file: 'server/gateway/socket/events.ts',
        guard:
          "if (bytes.length > maxInputBytes) throw new Failure('too-large', '64 KiB at once');",
        without: '',
      },
      {
        file: 'server/sessions/link.ts',
        guard:
          "return Promise.reject(new Failure('too-large', `${maxInputBytes / 1024} KiB at once`));",
        without: 'void maxInputBytes;',
      },
    ],
    shownBy: {
      test: handshake,
      title: '[GATE37] an event that is malformed is answered in words and harms nobody',
    },
  },
  {
    attack: 'attaching without end',
    rule: 'GATE37',
    removals: removing(
      'server/gateway/socket/page.ts',
      'if (this.#attachments.size >= maxViewers)',
      'if (maxViewers < 0)',
    ),
    shownBy: {
      test: handshake,
      title: '[GATE37] an event that is malformed is answered in words and harms nobody',
    },
  },
  {
    attack: 'connecting without end',
    rule: 'TRUST12',
    removals: removing(
      sockets,
      'if (connections.count(device.id) >= maxConnectionsEach)',
      'if (maxConnectionsEach < 0)',
    ),
    shownBy: { test: handshake, title: '[TRUST12] a device has at most 20 sockets at once' },
  },
  {
    attack: 'a body that nests without end',
    rule: 'TRUST32',
    removals: removing(
      'server/gateway/http/routes.ts',
      'if (isTooDeep(request.body))',
      'if (isTooDeep(null) && tooDeepWords)',
    ),
    shownBy: {
      test: 'test/gateway/http/nested.test.ts',
      title: '[TRUST32] a deeply nested body is refused in words',
    },
  },
  {
    attack: 'leaving the page and keeping its connection',
    rule: 'TRUST31',
    removals: removing(
      sockets,
      '      // Whoever leaves the page keeps no connection.\n      cut(under(socket));\n',
      '',
    ),
    shownBy: {
      test: handshake,
      title: '[TRUST31] whoever leaves the page keeps no connection (%s)',
    },
  },
  {
    attack: 'several pages on one connection',
    rule: 'TRUST31',
    removals: removing(
      sockets,
      'if (!connections.admit(under(socket)))',
      'if (!connections.admit(under(socket)) && maxConnectionsEach < 0)',
    ),
    shownBy: { test: handshake, title: '[TRUST31] a connection is let in for one page' },
  },
  {
    attack: 'keeping a connection that was never counted beyond revocation',
    rule: 'TRUST31',
    removals: removing(sockets, '      connections.belongs(connection, owner);\n', ''),
    shownBy: {
      test: handshake,
      title: '[TRUST31] a revoked device loses every connection that it has greeted on (%s)',
    },
  },
  {
    attack: 'holding a connection without a sign of life',
    rule: 'TRUST26',
    removals: removing(
      sockets,
      'pingInterval: heartbeat.everyMs,\n    pingTimeout: heartbeat.patienceMs,',
      'pingInterval: 1000 * heartbeat.everyMs,\n    pingTimeout: 1000 * heartbeat.patienceMs,',
    ),
    shownBy: {
      test: 'test/gateway/socket/heartbeat.test.ts',
      title: '[TRUST26] a peer that gives no sign of life is let go of',
    },
  },
];
