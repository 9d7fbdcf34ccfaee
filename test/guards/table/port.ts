// Guards against whoever takes the gateway's port while it is away.
import { type Guard, removing } from '../guard.ts';

const stranger = {
  test: 'test/client/connection/socket.test.ts',
  title: '[TRUST40] a stranger at the port gets no token, whatever it answers (%s)',
};
const ownHost = {
  test: 'test/gateway/http/own-host.test.ts',
  title:
    '[TRUST43] a page of another name that leads here gets nothing, whatever its origin and token',
};
const leftBehind = {
  test: 'test/browser/stranger.test.ts',
  title:
    '[TRUST44] a worker that a stranger left is gone by the second load, and sees no new token',
};
const api = 'test/client/connection/api.test.ts';
const handshakes = 'test/gateway/access/handshakes.test.ts';

export const port: readonly Guard[] = [
  {
    attack: 'taking the port and being told the token by an open page’s connection',
    rule: 'TRUST40',
    removals: removing(
      'client/connection/socket.ts',
      "if (proven === 'paired') say({ token });",
      "if (proven !== 'revoked') say({ token });",
    ),
    shownBy: stranger,
  },
  {
    attack: 'taking the port and being sent the token, and what was typed, over HTTP',
    rule: 'TRUST40',
    removals: removing(
      'client/connection/api.ts',
      'return trusted.ok ? outcomeOf(begin) : trusted;',
      'return trusted.ok ? outcomeOf(begin) : outcomeOf(begin);',
    ),
    shownBy: {
      test: api,
      title: '[TRUST40] a stranger that takes the port gets no token and nothing that was typed',
    },
  },
  {
    attack: 'taking the port right after the gateway has proven itself',
    rule: 'TRUST40',
    removals: removing(
      'client/connection/trust.ts',
      'provenAt = Number.NEGATIVE_INFINITY;\n      asking = null;',
      'asking = null;',
    ),
    shownBy: {
      test: api,
      title:
        '[TRUST40] a stranger that takes the port after a proof gets nothing once the connection is lost',
    },
  },
  {
    attack: 'telling a page that it is not paired, so that somebody pairs it again',
    rule: 'PAGE12',
    removals: removing(
      'client/connection/hello.ts',
      'return failure.code === notPaired.code ? unproven : failure;',
      'return failure;',
    ),
    shownBy: {
      test: api,
      title: '[TRUST40] a stranger that takes the port gets no token and nothing that was typed',
    },
  },
  {
    attack: 'taking the other loopback address, which localhost names as well',
    rule: 'GATE70',
    removals: removing(
      'server/gateway/listen/open.ts',
      'return await takeOtherLoopback(server, wanted);',
      'void takeOtherLoopback;\n      return null;',
    ),
    shownBy: {
      test: 'test/gateway/listen/other-loopback.test.ts',
      title: '[GATE70] %s answers at both, and gives both back',
      says: 'fetch failed',
    },
  },
  {
    attack: 'a page of another name that leads to this machine (DNS rebinding), over HTTP',
    rule: 'TRUST43',
    removals: removing(
      'server/gateway/http/own-host.ts',
      'if (await names.has(request.headers.host)) return next();',
      'if ((await names.has(request.headers.host)) || host !== "") return next();',
    ),
    shownBy: ownHost,
  },
  {
    attack: 'a page of another name that leads to this machine (DNS rebinding), by a socket',
    rule: 'TRUST43',
    removals: removing(
      'server/gateway/socket/sockets.ts',
      "if (!(await parts.names.has(host))) return next(new Error('bad-host'));",
      '',
    ),
    shownBy: ownHost,
  },
  {
    attack: 'a name that has a command for whoever copies the line',
    rule: 'TRUST43',
    removals: removing(
      'server/gateway/http/own-host.ts',
      'quoted(URL.canParse(url) ? new URL(url).origin : url)',
      '(quoted && URL.canParse(url) ? new URL(url).origin : url)',
    ),
    shownBy: {
      test: ownHost.test,
      title: '[TRUST43] the line is one word for a shell, and text for a page, whatever the name',
    },
  },
  {
    attack: 'taking the port and having an open page load a page of the stranger’s',
    rule: 'TRUST40',
    removals: removing(
      'client/upgrade.ts',
      'if (answer?.ok && (await isProven())) return;',
      'if (answer?.ok && isProven) return;',
    ),
    shownBy: {
      test: 'test/browser/stranger.test.ts',
      title:
        '[TRUST40] [TRUST47] an open page tells whoever takes the port nothing, and says that it is somebody else',
    },
  },
  {
    attack: 'taking the port and handing an open page a script that it had not loaded yet',
    rule: 'TRUST47',
    removals: removing(
      'server/gateway/http/pages.ts',
      "shellsOf(pages.get('/index.html'), integrity?.element ?? '')",
      "shellsOf(pages.get('/index.html'), '')",
    ),
    shownBy: {
      test: 'test/browser/stranger.test.ts',
      title:
        '[TRUST40] [TRUST47] an open page tells whoever takes the port nothing, and says that it is somebody else',
    },
  },
  {
    attack: 'leaving a worker that shows a page of its own',
    rule: 'TRUST44',
    removals: removing(
      'server/gateway/http/foreign-worker.ts',
      "if (headers['service-worker'] !== 'script' || path === ownWorker) return next();",
      "if (headers['service-worker'] !== 'script' || path !== ownWorker) return next();",
    ),
    shownBy: leftBehind,
  },
  {
    attack: 'leaving a worker that reads the next token',
    rule: 'TRUST44',
    removals: removing(
      'client/early.ts',
      'if (hasForeignWorker(isText(token))) {',
      'if (hasForeignWorker(isText(token)) && token === 0) {',
    ),
    shownBy: leftBehind,
  },
  {
    attack: 'reading in a revoked browser what it kept',
    rule: 'TRUST45',
    removals: [
      {
        file: 'client/connection/device.ts',
        guard: '      wipeStored();\n',
        without: '      writeStored(storedKeys.token, null);\n',
      },
      {
        file: 'client/connection/device.ts',
        guard: 'if (token.peek() === null) wipeStored();',
        without: 'void wipeStored;',
      },
    ],
    shownBy: {
      test: 'test/browser/stranger.test.ts',
      title: '[TRUST45] a revoked browser keeps nothing of the sessions',
    },
  },
  {
    attack: 'taking a port that could have been a unix socket, had anybody said so',
    rule: 'TRUST46',
    removals: removing(
      'server/cli/serve.ts',
      'await warnOfDangers(gateway, caller);',
      'void warnOfDangers;',
    ),
    shownBy: {
      test: 'test/cli/neighbours.test.ts',
      title: '[TRUST46] serve says so at its start',
    },
  },
  {
    attack: 'a revoked phone that cannot tell its gateway from a stranger, and keeps what it has',
    rule: 'TRUST41',
    removals: removing(
      'server/gateway/access/devices.ts',
      'await this.#revoked.add(id, hash);',
      'void this.#revoked;',
    ),
    shownBy: {
      test: handshakes,
      title:
        '[TRUST41] a revoked device gets that proven for 90 days, from every process; then nothing',
    },
  },
  {
    attack: 'greeting in a device’s name',
    rule: 'TRUST40',
    removals: removing(
      'server/gateway/access/handshakes.ts',
      ' || !isProven(greeting, known)) return null;',
      ' || (!isProven(greeting, known) && !known)) return null;',
    ),
    shownBy: {
      test: handshakes,
      title: '[TRUST40] whoever does not know the token is nobody',
    },
  },
  {
    attack: 'crowding a device out with a greeting that was overheard',
    rule: 'TRUST21',
    removals: removing(
      'server/gateway/access/handshakes.ts',
      'if (this.#used.has(mac)) return false;',
      '',
    ),
    shownBy: {
      test: handshakes,
      title: '[TRUST21] a greeting that was overheard earns a place once at most',
    },
  },
];
