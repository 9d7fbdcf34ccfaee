// Puts the gateway together and takes it apart again. The one place that knows all of its parts.
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lookAtPower } from '../machine/gpu-power.ts';
import { Gpus } from '../machine/gpus.ts';
import { readLeases } from '../machine/leases.ts';
import { PeerUsers } from '../machine/peer-users.ts';
import { searchFolders } from '../machine/programs.ts';
import { startViews, type Views } from '../screen/views.ts';
import { wordsFor } from '../sessions/bug.ts';
import { removeOldRuntimes } from '../sessions/old-runtimes.ts';
import { installRuntime } from '../sessions/runtime.ts';
import type { StateDirectory } from '../sessions/state-directory.ts';
import { keepTotalLogs } from '../sessions/total-logs.ts';
import { Devices } from './access/devices.ts';
import { Handshakes } from './access/handshakes.ts';
import { JoinTickets } from './access/join-tickets.ts';
import { OwnNames } from './access/own-names.ts';
import { Tries } from './access/tries.ts';
import { openAlerts } from './alerts/open-alerts.ts';
import { Board } from './board/board.ts';
import { gatewayBuild } from './builds.ts';
import { Answers } from './http/answers.ts';
import { createApp } from './http/app.ts';
import { deviceRoutes } from './http/devices.ts';
import { formRoutes } from './http/form.ts';
import { sessionRoutes } from './http/sessions.ts';
import { tmuxRoutes } from './http/tmux.ts';
import { watchRoutes } from './http/watch.ts';
import { watchInstallation } from './installation.ts';
import { formatListen, isLocal, type ListenAddress } from './listen/address.ts';
import { announce, withdraw } from './listen/announcement.ts';
import { takeOffBasePath } from './listen/base-path.ts';
import type { TlsFiles } from './listen/certificate.ts';
import { type Listening, openServer } from './listen/open.ts';
import { watchStrangers } from './listen/strangers.ts';
import { askTailscale } from './listen/tailscale.ts';
import { pageUrls } from './listen/urls.ts';
import { outliveShortages } from './shortage.ts';
import { obeySignals } from './signals.ts';
import { type Heartbeat, openSockets } from './socket/sockets.ts';
import { isInPlace, lockState } from './state-in-use.ts';
import { TmuxSessions } from './tmux/tmux-sessions.ts';
import { GpuSamples } from './watching/gpu-samples.ts';

export interface GatewayOptions {
  readonly state: StateDirectory;
  readonly listen: ListenAddress;
  /** The origin that people open when something stands in front. */
  readonly publicUrl: string | null;
  /** What a proxy in front leaves before every path, '' when it takes it away or there is none. */
  readonly basePath?: string;
  readonly tls: TlsFiles | null;
  readonly insecureHttp: boolean;
  /** What `vite build` made. */
  readonly clientDir?: string;
  /** The host's bundle. */
  readonly hostDir?: string;
  /** The view process's bundle. */
  readonly screenEntry?: string;
  /** Says which tmux, and which server of it, is the user's. */
  readonly env?: NodeJS.ProcessEnv;
  readonly heartbeat?: Heartbeat;
  /** The process is this gateway's: it stops at Ctrl+C and SIGTERM, and ignores SIGHUP. */
  readonly ownsProcess?: boolean;
  /** One line for whoever runs the gateway. */
  readonly log?: (line: string) => void;
}

export interface Gateway {
  /** Where the page can be opened, best first; none for a unix socket without a public address. */
  readonly urls: readonly string[];
  /** Where it listens, with the port that was chosen. */
  readonly listen: ListenAddress;
  /** True when only this computer can reach it. */
  readonly local: boolean;
  /** Resolves when it has stopped. */
  readonly closed: Promise<void>;
  /** Stops it; sessions go on. May be called twice. */
  close(): Promise<void>;
}

/** Sessions that run for weeks fill the disk with nobody starting a new one. */
const keepRoomEveryMs = 10 * 60_000;

/** A viewer of a flood is shown where the emulator has got to, rather than nothing. */
const screenPatienceMs = 150;

/** Beside this bundle, wherever the build put it. */
const built = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const builtScreen = built('../screen/main.js');

/**
 * Starts serving a state directory. Throws Failure gateway-running, listen-needs-tls, port-in-use,
 * bad-listen, or what is wrong with the state directory; nothing is left open then.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const bug = (error: unknown) => log(`outlive: ${wordsFor(error, options.env)}`);
  const steps: Step[] = [];
  /** What was opened last is closed first. */
  const undo = async () => {
    for (const step of steps.splice(0).reverse()) {
      // One that fails, on a disk that does, must not keep the others from being closed.
      await (async () => step())().catch(bug);
    }
  };
  try {
    return await start(options, { atClose: (step) => steps.push(step), undo, log, bug });
  } catch (error) {
    await undo();
    throw error;
  }
}

type Step = () => unknown;
type Bug = (error: unknown) => void;
type AtClose = (step: Step) => void;

interface Closing {
  readonly atClose: AtClose;
  readonly undo: () => Promise<void>;
  readonly log: (line: string) => void;
  readonly bug: Bug;
}

/** A disk or a process that hangs must not keep the gateway from ending. */
const closesWithinMs = 3000;

async function start(
  options: GatewayOptions,
  { atClose, undo, log, bug }: Closing,
): Promise<Gateway> {
  const { state, publicUrl, basePath = '', tls, insecureHttp } = options;

  const server = await openServer(options.listen, { tls, insecureHttp });
  const stopServing = () => server.close();
  atClose(stopServing);
  atClose(await lockState(state));
  const sessions = await openSessions(options, { atClose, log, bug });
  // Before the sessions are let go: nobody is to see a list without them.
  atClose(stopServing);
  let stop = () => {};
  const inside = { ...sessions, atClose, log, bug, stop: () => stop() };
  await openDoors(server, options, inside);
  await server.listen();
  const listen = server.address();
  const urls = pageUrls(listen, { tls: tls !== null, publicUrl, basePath });
  const local = isLocal(listen);
  atClose(() => withdraw(state));
  await announce(state, {
    ...{ pid: process.pid, version: __OUTLIVE_VERSION__, urls, local, publicUrl },
    listen: formatListen(listen),
    ...{ basePath, tls, insecureHttp },
    build: await gatewayBuild(),
  });

  let tellClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    tellClosed = resolve;
  });
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= Promise.race([undo(), delay(closesWithinMs, undefined, { ref: false })]).then(
      tellClosed,
    );
    return closing;
  };
  stop = () => void close().catch(bug);
  if (options.ownsProcess ?? true) {
    atClose(outliveShortages(log));
    atClose(obeySignals(stop));
  }
  return { urls, listen, local, closed, close };
}

/** The live list and the emulators that look at its sessions. */
async function openSessions(
  { state, screenEntry = builtScreen }: GatewayOptions,
  { atClose, log, bug }: { atClose: AtClose; log: (line: string) => void; bug: Bug },
) {
  const views = startViews({ logger: log, entry: screenEntry });
  atClose(() => views.close());
  const gpus = new Gpus();
  const samples = new GpuSamples({
    look: () => gpus.look(),
    power: (vendor) => lookAtPower(vendor, searchFolders()),
    leases: () => readLeases(state.gpuDir),
    sessions: () => board.entries(),
    isLookedAt: () => board.isWatched,
  });
  atClose(() => samples.close());
  const gpuWork = (id: string) => samples.workOf(id);
  const board = await Board.open({ state, views, gpuWork, bug });
  atClose(() => board.close());
  views.on('news', (id, news) => board.tell(id, news));
  views.on('reply', (id, from, to, bytes) => board.get(id)?.reply(from, to, bytes));
  const keepRoom = () => void keepTotalLogs(board.entries()).catch(bug);
  const keepingRoom = setInterval(keepRoom, keepRoomEveryMs).unref();
  atClose(() => clearInterval(keepingRoom));
  return { views, board, gpus, samples };
}

interface Inside {
  readonly views: Views;
  readonly board: Board;
  readonly gpus: Gpus;
  readonly samples: GpuSamples;
  readonly atClose: AtClose;
  readonly log: (line: string) => void;
  readonly bug: Bug;
  readonly stop: () => void;
}

function ownNames({ listen, publicUrl }: GatewayOptions, servesName: (name: string) => boolean) {
  const listenHost = listen.kind === 'tcp' ? listen.host : null;
  const tailnetName = async () => (await askTailscale(listen))?.name ?? null;
  return new OwnNames({ publicUrl, listenHost, servesName, tailnetName });
}

/** HTTP and sockets, for those who are let in. */
async function openDoors(
  { server, servesName, address }: Listening,
  options: GatewayOptions,
  { views, board, gpus, samples, atClose, log, bug, stop }: Inside,
): Promise<void> {
  const {
    state,
    publicUrl,
    clientDir = built('../../client'),
    hostDir = built('../host'),
  } = options;
  const devices = await Devices.open(state);
  // A copy, so that a build under this gateway changes nothing for the sessions it starts.
  const installed = dirname(await installRuntime(state, hostDir));
  const current = basename(installed);
  removeOldRuntimes(state, { current, sessions: board.entries() }).catch(bug);
  const tls = options.tls !== null;
  const { cameIn, followRequests } = watchStrangers(server, { tls });
  const handshakes = new Handshakes(devices);
  const names = ownNames(options, servesName);
  const tickets = new JoinTickets();
  const shared = { state, devices, handshakes, names, publicUrl, tls, cameIn, bug, tickets };
  const answers = new Answers();
  const { basePath = '', env = process.env } = options;
  const alerts = await openAlerts({
    ...{ state, env, board, devices, bug },
    pageUrl: () => pageUrls(address(), { tls, publicUrl, basePath })[0] ?? null,
  });
  atClose(() => alerts.close());
  const cutOff = (ids: readonly string[]) => {
    for (const id of ids) {
      for (const each of [sockets, answers]) each.cutOff(id);
      alerts.forget(id).catch(bug);
    }
  };
  const revoke = async (id: string) => {
    const known = await devices.revoke(id);
    cutOff([id]);
    return known;
  };
  const tmux = new TmuxSessions({ state, board, hostSource: installed, env, bug });
  atClose(() => tmux.close());
  const routes = {
    ...sessionRoutes({ state, board, views }),
    ...watchRoutes({
      board,
      watch: (id, request, patienceMs) => views.watch(id, request, patienceMs),
      gpus: (entry, since) => samples.of(entry, since),
    }),
    ...deviceRoutes({ ...shared, revoke }),
    ...formRoutes({ state, hostSource: installed, board, gpus, bug }),
    ...tmuxRoutes(tmux),
    ...alerts.routes,
  };
  const sessionId = (word: string) => board.named(word)?.id ?? null;
  const tries = new Tries(new PeerUsers(), { behindProxy: publicUrl !== null });
  const appParts = { ...shared, tries, answers, clientDir, routes, sessionId };
  const app = await createApp(appParts);
  server.on('request', (request, response) => {
    // Whoever has put a directory of theirs in its place would pair by it.
    if (isInPlace(state, log)) return app(request, response);
    request.socket.destroy();
    stop();
  });
  // After the app: Socket.IO takes its own requests out of those that the server gets.
  const installation = watchInstallation(options.screenEntry ?? builtScreen);
  atClose(() => installation.close());
  const sockets = openSockets(server, {
    installation,
    presence: alerts.presence,
    ...{ ...shared, machine: state.machine, board, heartbeat: options.heartbeat },
    screen: (id) => views.screen(id, { patienceMs: screenPatienceMs }),
    log: (id, signal) => views.log(id, { patienceMs: screenPatienceMs, signal }),
  });
  atClose(() => sockets.close());
  // After both: what is added last is asked first.
  followRequests();
  takeOffBasePath(server, basePath);
  atClose(await devices.follow(cutOff));
}
