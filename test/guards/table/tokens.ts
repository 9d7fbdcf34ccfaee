// Guards of the tokens that come of pairing: kept, compared, over, revoked.
import { type Guard, removing } from '../guard.ts';

const pairingFile = 'server/gateway/access/pairing.ts';
const devicesFile = 'server/gateway/access/devices.ts';
const secretFile = 'server/gateway/access/secret.ts';
const codes = 'test/gateway/access/pairing.test.ts';
const devices = 'test/gateway/access/devices.test.ts';
const secrets = 'test/gateway/access/secrets.test.ts';
const handshake = 'test/gateway/socket/handshake.test.ts';

export const tokens: readonly Guard[] = [
  {
    attack: 'guessing a token',
    rule: 'TRUST6',
    removals: removing(secretFile, 'randomBytes(32)', 'randomBytes(8)'),
    shownBy: {
      test: devices,
      title: '[TRUST6] a token has 256 bits and finds its own device, in another process too',
    },
  },
  {
    attack: 'reading tokens on the disk or in a backup',
    rule: 'TRUST4',
    removals: [
      { file: devicesFile, guard: 'hash: hashOf(token),', without: 'hash: token,' },
      { file: devicesFile, guard: 'const hash = hashOf(token);', without: 'const hash = token;' },
    ],
    shownBy: {
      test: codes,
      title: '[TRUST4] nothing but hashes is on disk, readable by the owner alone',
    },
  },
  {
    attack: 'reading codes on the disk or in a backup',
    rule: 'TRUST19',
    removals: [
      { file: pairingFile, guard: 'link: hashOf(linkCode, id),', without: 'link: linkCode,' },
      {
        file: pairingFile,
        guard: 'sameHash(hashOf(typed, id), text(record.link)',
        without: 'sameHash(typed, text(record.link)',
      },
    ],
    shownBy: {
      test: 'test/gateway/access/neighbours.test.ts',
      title:
        '[TRUST19] no token or code is in a command line, an environment, a log or a file, whatever is asked',
    },
  },
  {
    attack: 'reading tokens in the gateway’s log',
    rule: 'TRUST19',
    removals: removing(
      'server/gateway/http/app.ts',
      "if (device === null) throw new Failure('not-paired');",
      "if (device === null) throw new Failure('not-paired');\n    parts.bug(shownToken(request));",
    ),
    shownBy: {
      test: 'test/gateway/access/neighbours.test.ts',
      title:
        '[TRUST19] no token or code is in a command line, an environment, a log or a file, whatever is asked',
    },
  },
  {
    attack: 'reading tokens in addresses',
    rule: 'TRUST21',
    removals: removing(
      'client/connection/socket.ts',
      'const query = { ...greeting };',
      'const query = { ...greeting, token };',
    ),
    shownBy: {
      test: 'test/client/connection/socket.test.ts',
      title: '[TRUST40] a stranger at the port gets no token, whatever it answers (%s)',
    },
  },
  {
    attack: 'a token in a link that somebody is made to open',
    rule: 'TRUST19',
    removals: removing(
      'server/gateway/http/app.ts',
      'devices.byToken(shownToken(request))',
      'devices.byToken(shownToken(request) || String(request.query.token))',
    ),
    shownBy: { test: secrets, title: '[TRUST19] a token in an address is worth nothing' },
  },
  {
    attack: 'finding a token by how long comparing takes',
    rule: 'TRUST24',
    removals: removing(
      secretFile,
      'return a.length === b.length && timingSafeEqual(a, b);',
      'return one === other;',
    ),
    shownBy: {
      test: secrets,
      title:
        '[TRUST24] a token is compared in constant time with every device’s, a hash with a hash',
    },
  },
  {
    attack: 'finding out which device a token is like by how long looking takes',
    rule: 'TRUST24',
    removals: removing(
      devicesFile,
      'if (sameHash(device.hash, hash)) found = device;',
      'if (found === null && sameHash(device.hash, hash)) found = device;',
    ),
    shownBy: {
      test: secrets,
      title:
        '[TRUST24] a token is compared in constant time with every device’s, a hash with a hash',
    },
  },
  {
    attack: 'finding a code by how long comparing takes',
    rule: 'TRUST24',
    removals: removing(
      secretFile,
      'return a.length === b.length && timingSafeEqual(a, b);',
      'return one === other;',
    ),
    shownBy: { test: secrets, title: '[TRUST24] a code is compared as a token is, link and typed' },
  },
  {
    attack: 'using a phone found in a drawer',
    rule: 'TRUST6',
    removals: removing(
      'server/gateway/access/device.ts',
      'now - device.lastUsed > idleExpiryMs || ',
      '',
    ),
    shownBy: { test: devices, title: '[TRUST6] a device not used for 90 days has to pair again' },
  },
  {
    attack: 'a longer idle time than was promised',
    rule: 'TRUST6',
    removals: removing('server/gateway/access/device.ts', '90 * 24', '91 * 24'),
    shownBy: { test: devices, title: '[TRUST6] a device not used for 90 days has to pair again' },
  },
  {
    attack: 'coming from elsewhere unseen',
    rule: 'TRUST6',
    removals: removing(devicesFile, 'lastUsed: now, address };', 'lastUsed: now };'),
    shownBy: {
      test: devices,
      title: '[TRUST6] last use and address are kept, and written every few minutes only',
    },
  },
  {
    attack: 'a device’s name that drives the terminal it is listed on',
    rule: 'TRUST6',
    removals: removing(
      'server/gateway/access/device.ts',
      "const plain = stripVTControlCharacters(wanted ?? '')\n    .replace(/[\\p{C}\\p{Zl}\\p{Zp}\\s]+/gu, ' ')",
      "const plain = (wanted ?? '')",
    ),
    shownBy: { test: devices, title: '[TRUST6] a name from outside is made safe to print' },
  },
  {
    attack: 'looking on after having been revoked on the page',
    rule: 'TRUST7',
    removals: removing(
      'server/gateway/gateway.ts',
      '    cutOff([id]);\n    return known;',
      '    return known;',
    ),
    shownBy: {
      test: handshake,
      title: '[TRUST7] a revoked device is cut off within a second (%s)',
    },
  },
  {
    attack: 'looking on after having been revoked on the command line',
    rule: 'TRUST7',
    removals: removing('server/gateway/gateway.ts', 'atClose(await devices.follow(cutOff));', ''),
    shownBy: {
      test: handshake,
      title: '[TRUST7] a revoked device is cut off within a second (%s)',
    },
  },
  {
    attack: 'reading a long log to its end after having been revoked',
    rule: 'TRUST7',
    removals: removing(
      'server/gateway/http/routes.ts',
      "if (route !== 'DELETE /api/devices/:device') answers.begin(device, response);",
      'void answers;',
    ),
    shownBy: {
      test: 'test/gateway/http/answers.test.ts',
      title: '[TRUST7] a log that is being sent ends with the device’s right to it',
    },
  },
  {
    attack: 'being brought back by the note of a use',
    rule: 'TRUST7',
    removals: removing(
      'server/gateway/access/record-folder.ts',
      "open(this.#file(name), 'r+')",
      "open(this.#file(name), 'w+', 0o600)",
    ),
    shownBy: {
      test: devices,
      title: '[TRUST7] noting a use does not bring back a device that another process revoked',
    },
  },
];
