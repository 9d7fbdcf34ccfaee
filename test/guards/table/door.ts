// Guards of the door: limits for strangers and devices, origins, and what the page may do.
import { type Guard, removing } from '../guard.ts';

const attempts = 'server/gateway/access/attempts.ts';
const sockets = 'server/gateway/socket/sockets.ts';
const headers = 'server/gateway/http/security-headers.ts';
const handshake = 'test/gateway/socket/handshake.test.ts';
const doorTest = 'test/gateway/http/door.test.ts';
const tries = 'test/gateway/access/attempts.test.ts';
const fences = 'test/gateway/http/limits.test.ts';
const pages = 'test/gateway/http/pages.test.ts';
const fence = 'test/browser/fence.test.ts';

const fenced = '[TRUST15] no script but our own runs, nothing frames us, nothing is told to others';
const unread = '[TRUST8] a try too many is refused before a byte of it is read or hashed';

const ownOrigin = "if (own) decide(null, true);\n      else decide('bad-origin', false);";

export const door: readonly Guard[] = [
  {
    attack: 'guessing codes from one address',
    rule: 'TRUST8',
    removals: removing(attempts, 'own.failures >= failuresEach || ', ''),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] after five failures an address waits; a right code does not help it',
    },
  },
  {
    attack: 'guessing codes from many addresses',
    rule: 'TRUST8',
    removals: removing(attempts, ' || whole.failures >= failuresInAll', ''),
    shownBy: { test: tries, title: '[TRUST8] many addresses share a cap' },
  },
  {
    attack: 'guessing more codes than the 5 and 100 a minute that were promised',
    rule: 'TRUST8',
    removals: removing(attempts, 'failuresInAll: 100,', 'failuresInAll: 1000,'),
    shownBy: {
      test: tries,
      title: '[TRUST8] the limits are 5 an address and 100 in all, a minute',
    },
  },
  {
    attack: 'guessing codes from all of an IPv6 network',
    rule: 'TRUST8',
    removals: removing(attempts, '.slice(0, 4)', '.slice(0, 8)'),
    shownBy: {
      test: tries,
      title: '[TRUST8] an IPv6 network counts as one address, a mapped IPv4 address as itself',
    },
  },
  {
    attack: 'guessing codes all at once',
    rule: 'TRUST8',
    removals: removing(attempts, 'for (const window of counted) window.failures++;', ''),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] a thousand tries at once neither get in nor keep a paired phone out',
    },
  },
  {
    attack: 'making up an address for each try',
    rule: 'TRUST8',
    removals: removing(
      'server/gateway/access/address-of.ts',
      'if (!behindProxy || !isNear || ',
      'void isNear;\n  if (behindProxy === null || ',
    ),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] behind our own proxy each address has its own tries',
    },
  },
  {
    attack: 'making up an address in front of the proxy’s',
    rule: 'TRUST8',
    removals: removing('server/gateway/access/address-of.ts', '.at(-1)', '.at(0)'),
    shownBy: {
      test: doorTest,
      title: '[TRUST8] behind our own proxy each address has its own tries',
    },
  },
  {
    attack: 'keeping the gateway busy with tries that are read and hashed',
    rule: 'TRUST8',
    removals: removing(
      'server/gateway/http/pair.ts',
      'limit, ...jsonBody(), async',
      '...jsonBody(), limit, async',
    ),
    shownBy: { test: fences, title: unread },
  },
  {
    attack: 'keeping the gateway busy with hashing',
    rule: 'TRUST8',
    removals: removing(
      'server/gateway/http/pair.ts',
      "if (attempt === null) throw new Failure('too-many');",
      "if (attempt === null) return void usePairing(state, 'x'.repeat(22)).then(() => response.status(429).end());",
    ),
    shownBy: { test: fences, title: unread },
  },
  {
    attack: 'using up files and memory by connections that ask for nothing',
    rule: 'TRUST27',
    removals: removing(
      'server/gateway/listen/strangers.ts',
      'const most = 256;',
      'const most = 1e6;',
    ),
    shownBy: {
      test: fences,
      title: '[TRUST27] of a stranger’s connections 256 stay, and a paired device’s',
    },
  },
  {
    attack: 'pushing out a paired device by connections',
    rule: 'TRUST27',
    removals: removing('server/gateway/http/app.ts', 'parts.cameIn(request.socket);', ''),
    shownBy: {
      test: fences,
      title: '[TRUST27] of a stranger’s connections 256 stay, and a paired device’s',
    },
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
      'const owner = token === null ? null : (devices.byToken(token)?.id ?? null);',
      'const owner = token === null ? null : null;',
    ),
    shownBy: {
      test: handshake,
      title: '[TRUST21] a page that has shown its token and not yet said more keeps its place',
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
    removals: removing('server/gateway/http/routes.ts', "limit: '128kb'", "limit: '128mb'"),
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
      "if (this.#attachments.size >= maxViewers) throw new Failure('too-many');",
      'void maxViewers;',
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
      "if (socketsOf(io, device.id).length >= maxSocketsEach) return new Failure('too-many');",
      'void maxSocketsEach;',
    ),
    shownBy: { test: handshake, title: '[TRUST12] a device has at most 20 sockets at once' },
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
  {
    attack: 'a page of another origin, by request',
    rule: 'TRUST9',
    removals: removing(
      'server/gateway/http/app.ts',
      "if (!own) throw new Failure('bad-origin');",
      'void own;',
    ),
    shownBy: {
      test: doorTest,
      title: '[TRUST9] a page of another origin gets nothing, with a token or without',
    },
  },
  {
    attack: 'a page of another origin, by socket',
    rule: 'TRUST9',
    removals: removing(sockets, ownOrigin, 'void own;\n      decide(null, true);'),
    shownBy: {
      test: handshake,
      title: '[TRUST9] a page of another origin is refused, whatever token it has',
    },
  },
  {
    attack: 'a page on another port of the same machine',
    rule: 'TRUST9',
    removals: removing(
      'server/gateway/access/origin.ts',
      'page === ownHost(protocol, host)',
      "page.split(':')[0] === ownHost(protocol, host)?.split(':')[0]",
    ),
    shownBy: {
      test: 'test/gateway/access/origin.test.ts',
      title: '[TRUST9] any other page may not',
    },
  },
  {
    attack: 'a script in the page',
    rule: 'TRUST15',
    removals: removing(
      headers,
      'scriptSrc: ["\'self\'"],',
      'scriptSrc: ["\'self\'", "\'unsafe-inline\'"],',
    ),
    shownBy: { test: pages, title: fenced },
  },
  {
    attack: 'a script in the page, in a real browser',
    rule: 'TRUST15',
    removals: removing(
      headers,
      'scriptSrc: ["\'self\'"],',
      'scriptSrc: ["\'self\'", "\'unsafe-inline\'"],',
    ),
    shownBy: {
      test: fence,
      title: '[TRUST15] what gets into the page runs no script and reaches nobody',
    },
  },
  {
    attack: 'a request that leaves the page, in a real browser',
    rule: 'TRUST15',
    removals: removing(headers, "imgSrc: [\"'self'\", 'data:'],", "imgSrc: ['*'],"),
    shownBy: {
      test: fence,
      title: '[TRUST15] what gets into the page runs no script and reaches nobody',
    },
  },
  {
    attack: 'the page in somebody else’s frame',
    rule: 'TRUST15',
    removals: removing(headers, 'frameAncestors: ["\'none\'"],', 'frameAncestors: ["*"],'),
    shownBy: { test: pages, title: fenced },
  },
  {
    attack: 'the page in somebody else’s frame, in a real browser',
    rule: 'TRUST15',
    removals: [
      { file: headers, guard: 'frameAncestors: ["\'none\'"],', without: 'frameAncestors: ["*"],' },
      {
        file: headers,
        guard: "xFrameOptions: { action: 'deny' },",
        without: 'xFrameOptions: false,',
      },
    ],
    shownBy: { test: fence, title: '[TRUST15] the page shows itself in nobody else’s frame' },
  },
  {
    attack: 'the page’s address told to where its links lead',
    rule: 'TRUST15',
    removals: removing(
      headers,
      "referrerPolicy: { policy: 'no-referrer' },",
      "referrerPolicy: { policy: 'unsafe-url' },",
    ),
    shownBy: { test: pages, title: fenced },
  },
  {
    attack: 'an answer taken for a script',
    rule: 'TRUST15',
    removals: removing(
      headers,
      "xFrameOptions: { action: 'deny' },",
      "xFrameOptions: { action: 'deny' },\n    xContentTypeOptions: false,",
    ),
    shownBy: { test: pages, title: fenced },
  },
];
