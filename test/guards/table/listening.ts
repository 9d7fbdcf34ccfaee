// Guards of where the gateway listens.
import { type Guard, removing } from '../guard.ts';

const open = 'server/gateway/listen/open.ts';
const folder = 'server/gateway/listen/socket-folder.ts';
const certificate = 'server/gateway/listen/certificate.ts';
const opened = 'test/gateway/listen/open.test.ts';
const address = 'test/gateway/listen/address.test.ts';

export const listening: readonly Guard[] = [
  {
    attack: 'the network reaching a gateway that nobody meant to open',
    rule: 'GATE7',
    removals: removing(
      'server/cli/serve.ts',
      "const defaultListen = '127.0.0.1:7373';",
      "const defaultListen = '0.0.0.0:7373';",
    ),
    shownBy: {
      test: 'test/cli/default-listen.test.ts',
      title: '[GATE7] without a word it listens on loopback alone',
    },
  },
  {
    attack: 'reading along where there is no TLS',
    rule: 'GATE2',
    removals: removing(
      open,
      'if (tls === null && !insecureHttp && !isLocal(wanted)) {',
      'if (tls === null && !insecureHttp && !isLocal(wanted) && tls !== null) {',
    ),
    shownBy: {
      test: opened,
      title: '[GATE2] others may reach it only with TLS, or when told that it is insecure',
    },
  },
  {
    attack: 'a name that looks like loopback',
    rule: 'GATE2',
    removals: removing(
      'server/gateway/listen/address.ts',
      "(isIPv4(host) && host.startsWith('127.'))",
      "host.startsWith('127.')",
    ),
    shownBy: {
      test: address,
      title: '[GATE2] loopback and unix sockets are local, everything else is not',
    },
  },
  {
    attack: 'opening to the network without knowing what it risks',
    rule: 'TRUST22',
    removals: removing(
      'server/cli/serve.ts',
      'if (insecureHttp && !isLocal(listen)) for (const line of insecureLines) caller.print(line);',
      'void [insecureHttp, isLocal, listen, insecureLines];',
    ),
    shownBy: {
      test: 'test/cli/serve.test.ts',
      title:
        '[TRUST22] without TLS beyond this machine, what it risks; on loopback there is no risk',
    },
  },
  {
    attack: 'connecting to the unix socket',
    rule: 'GATE5',
    removals: removing(open, 'process.umask(0o177)', 'process.umask(0o022)'),
    shownBy: {
      test: opened,
      title: '[GATE5] a unix socket is for its owner alone, and replaces a stale one',
    },
  },
  {
    attack: 'having the gateway remove a file, or another gateway’s socket',
    rule: 'GATE5',
    removals: removing(
      'server/gateway/listen/stale-socket.ts',
      "if (await answers(path)) throw new Failure('port-in-use', `unix:${path}`);",
      'void [answers, Failure];',
    ),
    shownBy: {
      test: opened,
      title: '[GATE5] a unix socket somebody answers at, or a file that is none, is left alone',
    },
  },
  {
    attack: 'putting a socket of one’s own into its folder',
    rule: 'TRUST20',
    removals: removing(
      folder,
      'if ((found.mode & 0o077) !== 0) {',
      'if ((found.mode & 0) !== 0) {',
    ),
    shownBy: {
      test: opened,
      title:
        '[TRUST20] a unix socket in a folder that others can use (%o) is refused, and none is made',
    },
  },
  {
    attack: 'a folder of somebody else’s',
    rule: 'TRUST20',
    removals: removing(folder, 'if (found.uid !== process.geteuid?.()) {', 'if (found === null) {'),
    shownBy: {
      test: opened,
      title: "[TRUST20] a unix socket in another user's folder, or behind their link, is refused",
    },
  },
  {
    attack: 'a link of somebody else’s in the folder’s place',
    rule: 'TRUST20',
    removals: removing(folder, 'checkPath(folder);\n  await', 'void checkPath;\n  await'),
    shownBy: {
      test: opened,
      title: "[TRUST20] a unix socket in another user's folder, or behind their link, is refused",
    },
  },
  {
    attack: 'a folder that was made open',
    rule: 'TRUST20',
    removals: [
      { file: folder, guard: 'mkdir(folder, { mode: 0o700 })', without: 'mkdir(folder)' },
      { file: folder, guard: 'if ((found.mode & 0o077) !== 0) {', without: 'if (!found) {' },
    ],
    shownBy: {
      test: opened,
      title: '[TRUST20] a folder that is missing is made for its owner alone; one of two is not',
    },
  },
  {
    attack: 'a certificate that ends while the gateway runs',
    rule: 'GATE6',
    removals: removing(
      certificate,
      'const unwatch = [...folders].map((folder) => watchFolder(folder, renew));',
      'const unwatch = [...folders].map(() => () => void [watchFolder, renew]);',
    ),
    shownBy: {
      test: opened,
      title: '[GATE6] a renewed certificate is used without a restart; a broken one is not',
    },
  },
  {
    attack: 'half a renewed certificate',
    rule: 'GATE6',
    removals: removing(
      certificate,
      'createSecureContext({ cert, key });',
      'void createSecureContext;',
    ),
    shownBy: { test: opened, title: '[GATE6] a certificate that cannot be used is told in words' },
  },
  {
    attack: 'a public address that leads elsewhere',
    rule: 'GATE3',
    removals: removing(
      'server/gateway/listen/urls.ts',
      "if (!plain || !/^https?:$/.test(url.protocol) || url.username !== '') {",
      'if (url === null || plain === null) {',
    ),
    shownBy: { test: address, title: '[GATE3] a public address is an origin and perhaps a path' },
  },
  {
    attack: 'a pairing link made out to whatever Host was sent',
    rule: 'TRUST14',
    removals: removing(
      'server/gateway/http/devices.ts',
      'publicUrl ?? pageOf(request, tls)',
      'pageOf(request, tls) ?? publicUrl',
    ),
    shownBy: {
      test: 'test/gateway/http/door.test.ts',
      title:
        '[TRUST14] a paired page makes codes for others, with a link to the address it was opened at',
    },
  },
];
