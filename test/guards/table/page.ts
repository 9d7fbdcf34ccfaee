// Guards of the page: whose requests are answered, and what may happen in it.
import { type Guard, removing } from '../guard.ts';

const sockets = 'server/gateway/socket/sockets.ts';
const headers = 'server/gateway/http/security-headers.ts';
const handshake = 'test/gateway/socket/handshake.test.ts';
const doorTest = 'test/gateway/http/door.test.ts';
const pages = 'test/gateway/http/pages.test.ts';
const fence = 'test/browser/fence.test.ts';
const fenced = '[TRUST15] no script but our own runs, nothing frames us, nothing is told to others';

export const page: readonly Guard[] = [
  {
    attack: 'a page of another origin, by request',
    rule: 'TRUST9',
    removals: removing(
      'server/gateway/http/app.ts',
      'if (!own) throw badOrigin(origin, host);',
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
    removals: removing(
      sockets,
      "if (!isOwnOrigin({ origin, host }, { tls, publicUrl })) return next(new Error('bad-origin'));",
      'void [isOwnOrigin, origin, host, tls];',
    ),
    shownBy: {
      test: handshake,
      title: '[TRUST9] a page of another origin is refused, whatever token it has',
    },
  },
  {
    attack: 'a page of another origin, by a poll on somebody’s connection',
    rule: 'TRUST9',
    removals: removing(
      sockets,
      'if (!isOwnOrigin({ origin, host }, { tls, publicUrl }))',
      'if (connectionOf(io, request) === null && !isOwnOrigin({ origin, host }, { tls, publicUrl }))',
    ),
    shownBy: {
      test: handshake,
      title: '[TRUST9] a later poll of another origin is refused, whose connection it may be',
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
      'scriptSrc: ["\'self\'", addSlashHash, ...inlineScripts],',
      'scriptSrc: ["\'self\'", "\'unsafe-inline\'"],',
    ),
    shownBy: { test: pages, title: fenced },
  },
  {
    attack: 'a script in the page, in a real browser',
    rule: 'TRUST15',
    removals: removing(
      headers,
      'scriptSrc: ["\'self\'", addSlashHash, ...inlineScripts],',
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
  {
    attack: 'reading what the page keeps from another page of the same origin, after the visit',
    rule: 'TRUST30',
    removals: removing(
      'client/connection/storage.ts',
      "return basePath() !== '/';",
      "return basePath() === 'none';",
    ),
    shownBy: {
      test: 'test/browser/proxies.test.ts',
      title:
        '[TRUST30] where others may have pages, nothing is kept beyond the visit unless the person asks',
    },
  },
];
