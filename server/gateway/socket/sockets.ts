// The Socket.IO server: who may connect, how many at once, and how soon a dead connection is
// noticed. What connected pages say is read in events.ts.
import { randomBytes } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server } from 'socket.io';
import * as z from 'zod';
import { Failure, failureBody } from '../../protocol/failure.ts';
import { connectionId } from '../../protocol/handshake.ts';
import { addressOf } from '../access/address-of.ts';
import type { Device } from '../access/device.ts';
import type { Devices } from '../access/devices.ts';
import type { Handshakes } from '../access/handshakes.ts';
import { isOwnOrigin } from '../access/origin.ts';
import type { OwnNames } from '../access/own-names.ts';
import type { Installation } from '../installation.ts';
import { SearchTurns } from '../log/search-turns.ts';
import { type Connection, Connections, cut } from './connections.ts';
import { listen } from './events.ts';
import { type FromPage, Page, type PageParts, type PageSocket, type ToPage } from './page.ts';
import { type Waiting, WaitingRoom } from './waiting-room.ts';

export interface SocketParts extends Omit<PageParts, 'searches'> {
  readonly devices: Devices;
  readonly handshakes: Handshakes;
  readonly names: OwnNames;
  readonly tls: boolean;
  readonly publicUrl: string | null;
  /** A device's token was shown on this connection. */
  readonly cameIn: (socket: Socket, device: string) => void;
  readonly heartbeat?: Heartbeat | undefined;
  readonly installation: Installation;
}

/** How often a page is asked for a sign of life, and how long it may take. */
export interface Heartbeat {
  readonly everyMs: number;
  readonly patienceMs: number;
}

export interface Sockets {
  /** Ends a device's connections at once. */
  cutOff(device: string): void;
  close(): Promise<void>;
}

/** A page's input is at most 64 KiB an event; the rest is room for what goes around it. */
const maxMessageBytes = 128 * 1024 + 4096;
const maxConnectionsEach = 20;
/** Connections that have not said what they are, of strangers in all and of each device. */
const maxWaiting = 32;
/** A slow network takes seconds for a round trip; a place held so long costs nobody theirs. */
const patienceMs = 5000;
/** A device that stays connected for months is in use. */
const stillUsedMs = 3600_000;

/** A phone that goes out of reach says nothing: it is let go of within 18 s. */
const usualHeartbeat: Heartbeat = { everyMs: 10_000, patienceMs: 8000 };

const credentials = z.object({ token: z.string().max(128) });

type Io = Server<FromPage, ToPage, object, { device: Device }>;

export function openSockets(server: HttpServer, parts: SocketParts): Sockets {
  const { devices, tls, publicUrl, bug, installation, heartbeat = usualHeartbeat } = parts;
  const searches = new SearchTurns();
  const waitingRoom = new WaitingRoom({ most: maxWaiting, patienceMs });
  /** What takes a connection out of the waiting room. */
  const arrivals = new WeakMap<object, () => void>();
  const io: Io = new Server(server, {
    transports: ['websocket', 'polling'],
    // A connection stays what it began as: the page remembers what works.
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: maxMessageBytes,
    pingInterval: heartbeat.everyMs,
    pingTimeout: heartbeat.patienceMs,
  });
  const connections = new Connections();

  // Polling's later requests too: what names a connection must not be enough to speak on it.
  io.engine.use(
    async (request: IncomingMessage, _response: ServerResponse, next: (e?: Error) => void) => {
      const { origin, host } = request.headers;
      if (!(await parts.names.has(host))) return next(new Error('bad-host'));
      if (!isOwnOrigin({ origin, host }, { tls, publicUrl })) return next(new Error('bad-origin'));
      const known = connectionOf(io, request);
      const owner = known === null ? null : connections.deviceOf(known);
      if (owner !== null) parts.cameIn(request.socket, owner);
      next();
    },
  );

  /** Whose connection a request asks for, as far as its greeting proves it. */
  const owners = new WeakMap<IncomingMessage, string>();
  // The id is the first thing that a page hears: it checks the proof in it before it says its token.
  io.engine.generateId = (request: IncomingMessage & { _query?: unknown }) => {
    const met = parts.handshakes.meet(request._query);
    if (met?.standing === 'paired' && met.isFirst) owners.set(request, met.id);
    return connectionId(randomBytes(15).toString('base64url'), met?.proof ?? null);
  };

  io.engine.on('connection', (connection: Connection) => {
    const { socket } = connection.request;
    const owner = owners.get(connection.request) ?? null;
    if (owner !== null) {
      parts.cameIn(socket, owner);
      connections.belongs(connection, owner);
    }
    const waiting: Waiting = { drop: () => cut(connection) };
    const leave = () => waitingRoom.leave(owner, waiting);
    arrivals.set(connection, leave);
    connection.once('close', (reason) => {
      leave();
      if (reason === 'ping timeout') cut(connection);
    });
    waitingRoom.enter(owner, waiting);
  });

  io.use((socket, next) => {
    const refusal = refuse(socket, connections, devices);
    if (refusal === null) return next();
    next(Object.assign(new Error(refusal.message), { data: failureBody(refusal) }));
    // Closes once the refusal has been sent. By polling it may have to be fetched first: the room is patient.
    if (socket.conn.transport.name === 'websocket') setImmediate(() => socket.conn.close());
  });

  io.on('connection', (socket) => {
    arrivals.get(socket.conn)?.();
    parts.cameIn(socket.request.socket, socket.data.device.id);
    const page = new Page(socket, { ...parts, searches });
    if (!installation.whole) socket.emit('installation', false);
    const { device } = socket.data;
    const address = addressOf(socket.request, publicUrl !== null);
    const used = () => devices.used(device, address).catch(bug);
    const stillUsed = setInterval(used, stillUsedMs);
    used();
    // Nobody who may watch for a while is left watching when it is over.
    const leftMs = device.view === null ? null : device.view.until - Date.now();
    const over = leftMs === null ? undefined : setTimeout(() => cut(under(socket)), leftMs);
    socket.on('disconnect', () => {
      // Whoever leaves the page keeps no connection.
      cut(under(socket));
      clearInterval(stillUsed);
      clearTimeout(over);
      used();
      page.close();
    });
    listen(socket, page, { isPaired: (id) => devices.has(id), bug });
  });

  const unfollow = installation.follow((whole) => io.emit('installation', whole));

  return {
    cutOff: (id) => connections.cutOff(id),
    close: async () => {
      unfollow();
      io.disconnectSockets(true);
      // The HTTP server is closed by who opened it.
      io.engine.close();
    },
  };
}

/** Why a socket may not come in; null when it may, and then its device is known. */
function refuse(socket: PageSocket, connections: Connections, devices: Devices): Failure | null {
  const shown = credentials.safeParse(socket.handshake.auth);
  const device = shown.success ? devices.byToken(shown.data.token) : null;
  if (device === null) return new Failure('not-paired');
  if (connections.count(device.id) >= maxConnectionsEach)
    return new Failure('too-many-open', `${maxConnectionsEach} pages`);
  if (!connections.admit(under(socket))) return new Failure('too-many-open', '1 page a connection');
  connections.belongs(under(socket), device.id);
  socket.data.device = device;
  return null;
}

function under(socket: PageSocket): Connection {
  return socket.conn as unknown as Connection;
}

/** The connection that a request of polling's belongs to, null for a new one. */
function connectionOf(io: Io, { url = '' }: IncomingMessage): Connection | null {
  const sid = new URLSearchParams(url.split('?')[1]).get('sid');
  const { clients } = io.engine as unknown as { clients: Record<string, Connection> };
  return sid !== null && Object.hasOwn(clients, sid) ? (clients[sid] ?? null) : null;
}
