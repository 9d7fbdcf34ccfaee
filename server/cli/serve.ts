// `outlive serve`: runs the gateway, in this process or in the background, and tells how to reach
// it and how to pair. The gateway itself is loaded only here.
import { awaitPairing } from '../gateway/access/await-pairing.ts';
import { createPairing, type Pairing } from '../gateway/access/pairing.ts';
import { isLocal, parseListen } from '../gateway/listen/address.ts';
import { type Announcement, readAnnouncement } from '../gateway/listen/announcement.ts';
import { parseBasePath } from '../gateway/listen/base-path.ts';
import { parsePublicUrl } from '../gateway/listen/urls.ts';
import { Failure } from '../protocol/failure.ts';
import { wordsFor } from '../sessions/bug.ts';
import { keepRunning } from '../sessions/keep-running.ts';
import { openStateDirectory, type StateDirectory } from '../sessions/state-directory.ts';
import { isInBackground, startInBackground, tellStarter } from './background.ts';
import type { Caller, Command } from './command.ts';
import { type Options, UsageError } from './options.ts';
import { useOwnPath } from './own-path.ts';
import { showPairing } from './pairing.ts';
import { findReach } from './reach.ts';
import { insecureLines, reachLines } from './reach-words.ts';
import { stopRunningGateway } from './replace-gateway.ts';
import { runningGateway } from './running-gateway.ts';
import { tellSystemd } from './service/notify.ts';

const defaultListen = '127.0.0.1:7373';
/** After its end. */
const printedWithinMs = 1000;

export const serveSyntax = {
  listen: 'value',
  'public-url': 'value',
  'base-path': 'value',
  d: 'nothing',
  'tls-cert': 'value',
  'tls-key': 'value',
  'insecure-http': 'nothing',
  replace: 'nothing',
} as const;

export const serve: Command = {
  usage:
    'serve [--listen 127.0.0.1:7373 | unix:/path] [--public-url URL] [--base-path /PATH] [-d] [--tls-cert F --tls-key F | --insecure-http] [--replace]',
  about: {
    summary: 'let phones reach the sessions: prints where and how',
    options: {
      listen: 'Where to listen: host:port, [::1]:port or unix:/path; 127.0.0.1:7373 unless told.',
      'public-url': 'The address browsers use, when a web server stands in front.',
      'base-path':
        'The path a web server in front leaves in the addresses it passes on, such as /outlive.',
      d: 'Go on in the background; returns once it serves, or with the reason why it cannot.',
      'tls-cert': 'A certificate (PEM) to serve https with.',
      'tls-key': "The certificate's key (PEM).",
      'insecure-http':
        'Listen beyond this machine without TLS, where the network between is private.',
      replace:
        'Stop the gateway that serves now and take its place, after an upgrade; at its address unless told otherwise. Sessions go on, pages reconnect.',
    },
    completes: { 'tls-cert': 'file', 'tls-key': 'file' },
    examples: [
      ['outlive serve -d', 'serve on this machine alone, in the background'],
      ['outlive serve --listen unix:$HOME/.outlive-socket/web.sock', 'for a web server in front'],
    ],
  },
  syntax: serveSyntax,
  operands: [0, 0],
  outlivesTerminal: true,
  async run(options, caller) {
    await useOwnPath(caller);
    const state = openStateDirectory(caller.env);
    const wanted = await gatewayWanted(options, state);
    if (options.has('d') && !isInBackground(caller.env)) return background(state, wanted, caller);
    try {
      if (options.has('replace')) await stopRunningGateway(state);
      const { startGateway } = await import('../gateway/gateway.ts');
      const gateway = await startGateway({ state, ...wanted });
      const told = tellAll(state, wanted, caller);
      // Stopped early, it need not be told about any more.
      await Promise.race([told.then(() => gateway.closed), gateway.closed]);
      endSoon();
      return 0;
    } catch (error) {
      // Whoever waits is told of any end: silence would mean that it was never begun.
      const why = error instanceof Failure ? error.message : wordsFor(error, caller.env);
      tellStarter(caller.env, why);
      await tellSystemd(caller.env, `--status=${why}`);
      throw error;
    }
  },
};

/** Everybody who waits to hear that it serves. */
async function tellAll(state: StateDirectory, wanted: Wanted, caller: Caller): Promise<void> {
  await keepRunning(state, caller.env);
  await tellSystemd(caller.env, '--ready');
  if (isInBackground(caller.env)) tellStarter(caller.env, 'serving');
  else await tellPerson(state, wanted, caller);
}

/** What was printed may never be read: a pipe whose reader stands still. */
function endSoon(): void {
  setTimeout(() => process.exit(0), printedWithinMs).unref();
}

async function background(state: StateDirectory, wanted: Wanted, caller: Caller): Promise<number> {
  const start = await startInBackground(state, caller.env);
  if (start.kind === 'failed') {
    caller.warn(`outlive: ${start.message}`);
    return 1;
  }
  await showReach(state, wanted, caller);
  caller.print(
    `\nIt runs in the background: "kill ${start.pid}" stops it, ${start.log} is its log.`,
  );
  return 0;
}

/** Everything there is to tell in the foreground, and later which device has come in. */
async function tellPerson(state: StateDirectory, wanted: Wanted, caller: Caller): Promise<void> {
  const pairing = await showReach(state, wanted, caller);
  caller.print('\nCtrl+C stops serving; the sessions go on.');
  awaitPairing(state, { id: pairing.id }).then(
    (device) => device && caller.print(`Paired: ${device.name}`),
    () => {},
  );
}

async function showReach(
  state: StateDirectory,
  { listen, insecureHttp }: Wanted,
  caller: Caller,
): Promise<Pairing> {
  const gateway = await runningGateway(state);
  const reach = await findReach(gateway, caller.env);
  for (const line of reachLines(reach)) caller.print(line);
  const pairing = await createPairing(state);
  caller.print('');
  await showPairing(reach, pairing, caller);
  if (insecureHttp && !isLocal(listen)) for (const line of insecureLines) caller.print(line);
  await warnOfDangers(gateway, caller);
  return pairing;
}

async function warnOfDangers(gateway: Announcement, caller: Caller): Promise<void> {
  const { dangers } = await import('./doctor/examine.ts');
  for (const { words, fix } of await dangers(caller.env, gateway)) {
    caller.print(`\nWarning: ${words}\n  → ${fix}`);
  }
}

/** A gateway that takes another's place without a word on where to listen listens where that one did. */
async function gatewayWanted(options: Options, state: StateDirectory): Promise<Wanted> {
  const wanted = gatewayOptions(options);
  const own = ['listen', 'public-url', 'base-path', 'tls-cert', 'insecure-http'].some((name) =>
    options.has(name),
  );
  const before = options.has('replace') && !own ? await readAnnouncement(state) : null;
  if (before === null) return wanted;
  const { listen, publicUrl, basePath, tls, insecureHttp } = before;
  return { listen: parseListen(listen), publicUrl, basePath, tls, insecureHttp };
}

type Wanted = ReturnType<typeof gatewayOptions>;

/** Throws what is wrong with them, in words. */
export function gatewayOptions(options: Options) {
  const cert = options.value('tls-cert');
  const key = options.value('tls-key');
  const insecureHttp = options.has('insecure-http');
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('--tls-cert and --tls-key go together');
  }
  if (insecureHttp && cert !== undefined) {
    throw new UsageError('--insecure-http and --tls-cert exclude each other');
  }
  const basePath = parseBasePath(options.value('base-path') ?? '');
  return {
    listen: parseListen(options.value('listen') ?? defaultListen),
    publicUrl: publicUrl(options.value('public-url'), basePath),
    basePath,
    tls: cert !== undefined && key !== undefined ? { cert, key } : null,
    insecureHttp,
  };
}

/** A path of its own says where the page is; without one the base path does. */
function publicUrl(text: string | undefined, basePath: string): string | null {
  if (text === undefined) return null;
  const url = parsePublicUrl(text);
  return new URL(url).pathname === '/' ? url + basePath : url;
}
