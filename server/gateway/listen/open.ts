// Opens the one place the gateway listens at, plain or TLS, and names what keeps it from doing so.
import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Failure } from '../../protocol/failure.ts';
import { formatListen, isLocal, type ListenAddress } from './address.ts';
import { type Certificate, followCertificate, type TlsFiles } from './certificate.ts';
import { type OtherLoopback, takeOtherLoopback } from './other-loopback.ts';
import { holderOf } from './port-holder.ts';
import { ensureSocketFolder } from './socket-folder.ts';
import { removeStaleSocket } from './stale-socket.ts';

/** Closing waits so long for peers to close their side. */
const farewellMs = 500;

export interface Listening {
  readonly server: Server;
  /** With the port the system chose in place of 0. */
  address(): ListenAddress;
  /** Whether there is a certificate, and it is for that name. */
  servesName(name: string): boolean;
  listen(): Promise<void>;
  /** Refuses new connections and ends those there are. */
  close(): Promise<void>;
}

/**
 * The page's headers are small; a slow or silent client must not hold a place for long. A proxy in
 * front keeps its connections for about a minute, and must not find one closed that it is about to use.
 */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
};

const handshakeTimeout = 10_000;

/**
 * Throws `listen-needs-tls` for an address that others can reach without TLS. `listen` throws
 * `port-in-use`, `loopback-taken`, `no-such-address` for one that is not this computer's, `bad-listen` for what else the
 * system refuses, or `bad-request` for a unix socket in a folder that is not the user's alone.
 */
export async function openServer(
  wanted: ListenAddress,
  { tls, insecureHttp }: { tls: TlsFiles | null; insecureHttp: boolean },
): Promise<Listening> {
  if (tls === null && !insecureHttp && !isLocal(wanted)) {
    throw new Failure('listen-needs-tls', formatListen(wanted));
  }
  let certificate: Certificate | null = null;
  let names: X509Certificate | null = null;
  let server: Server;
  if (tls === null) server = createServer(limits);
  else {
    const tlsServer = createTlsServer({ ...limits, handshakeTimeout });
    certificate = await followCertificate(tls, (context) => {
      tlsServer.setSecureContext(context);
      names = new X509Certificate(context.cert);
    });
    server = tlsServer;
  }
  const sockets = openSockets(server);
  let other: OtherLoopback | null = null;
  return {
    server,
    servesName: (name) => names?.checkHost(name) !== undefined,
    address: () => boundAddress(server, wanted),
    listen: async () => {
      other = await listenEverywhere(server, wanted);
    },
    close: async () => {
      certificate?.close();
      other?.close();
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      // A page gets a moment to hear of it. A peer that stands still never answers, and one that
      // never finished its handshake is no connection that the server knows of.
      const timer = setTimeout(() => sockets.closeAll(), farewellMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** All that are connected, whatever is spoken on them. */
function openSockets(server: Server): { closeAll(): void } {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    closeAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

/** A port that the system chose may be somebody's at the other loopback address: another one is not. */
async function listenEverywhere(
  server: Server,
  wanted: ListenAddress,
): Promise<OtherLoopback | null> {
  for (let triesLeft = 10; ; triesLeft--) {
    await listen(server, wanted);
    try {
      return await takeOtherLoopback(server, wanted);
    } catch (error) {
      await new Promise((resolve) => server.close(resolve));
      if (wanted.kind === 'unix' || wanted.port !== 0 || triesLeft === 0) throw error;
    }
  }
}

async function listen(server: Server, wanted: ListenAddress): Promise<void> {
  if (wanted.kind === 'unix') {
    await ensureSocketFolder(wanted.path);
    await removeStaleSocket(wanted.path);
  }
  await new Promise<void>((resolve, reject) => {
    // Stays: without file descriptors left, accepting fails with an error too, and passes.
    server.on('error', (error: NodeJS.ErrnoException) => {
      void listenFailure(error, wanted).then(reject);
    });
    if (wanted.kind === 'tcp') server.listen({ host: wanted.host, port: wanted.port }, resolve);
    else listenPrivately(server, wanted.path, resolve);
  });
}

/** The socket is bound within the call to listen: nobody else can connect to it at any moment. */
function listenPrivately(server: Server, path: string, listening: () => void): void {
  const mask = process.umask(0o177);
  try {
    server.listen({ path }, listening);
  } finally {
    process.umask(mask);
  }
}

/** Not an address of this computer, or a name for none. */
const absent: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

async function listenFailure(error: NodeJS.ErrnoException, wanted: ListenAddress): Promise<Error> {
  if (error.code === 'EADDRINUSE') {
    const holder = wanted.kind === 'tcp' ? await holderOf(wanted.port, wanted.host) : null;
    return new Failure('port-in-use', formatListen(wanted), null, holder ?? '');
  }
  if (wanted.kind === 'tcp' && absent.has(error.code ?? '')) {
    return new Failure('no-such-address', wanted.host);
  }
  if (wanted.kind === 'tcp' && error.code === 'EACCES') {
    return new Failure('port-not-allowed', String(wanted.port));
  }
  return new Failure('bad-listen', `${formatListen(wanted)} (${error.code ?? error.message})`);
}

function boundAddress(server: Server, wanted: ListenAddress): ListenAddress {
  if (wanted.kind === 'unix') return wanted;
  const bound = server.address() as AddressInfo | null;
  return { ...wanted, port: bound?.port ?? wanted.port };
}
