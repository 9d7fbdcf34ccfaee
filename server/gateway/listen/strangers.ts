// TCP connections: how many a stranger may hold, and how many a device. Whoever reaches the port can open
// them without end, and each costs a file and memory, before TLS has begun already. Refuses to know what is
// asked for on them.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from '../access/attempts.ts';

export interface Strangers {
  /** A device's token has been seen on it: it is the device's, until another's is. */
  cameIn(socket: Socket, device: string): void;
  /** To be called once Socket.IO has taken its requests out of the others: they are followed, too. */
  followRequests(): void;
}

/** A browser opens six for a page's files. */
const maxStrangers = 256;
/** A page has a few, a proxy keeps some in store. */
const maxEachDevice = 64;
/** Longer than a proxy keeps one open that it does not use. */
const patienceMs = 120_000;

/** How far it has got: what is about to be let in must not share a fate with what only holds a place. */
type Stage = 'silent' | 'begun' | 'asking' | 'idle';

interface Entry {
  /** The TCP connection, below TLS. */
  readonly socket: Socket;
  readonly network: string;
  readonly patience: NodeJS.Timeout;
  device: string | null;
  asking: number;
  answered: boolean;
}

export function watchStrangers(server: Server, { tls }: { tls: boolean }): Strangers {
  /** The oldest first. */
  const entries = new Set<Entry>();
  /** By the socket that requests come on. */
  const bySocket = new WeakMap<Socket, Entry>();
  /** Those whose TLS handshake is not through. */
  const byPeer = new Map<string, Entry>();

  const enter = (socket: Socket): Entry => {
    const patience = setTimeout(() => entry.device ?? socket.destroy(), patienceMs);
    const network = networkOf(socket.remoteAddress ?? '');
    const entry: Entry = { socket, network, patience, device: null, asking: 0, answered: false };
    entries.add(entry);
    socket.once('close', () => {
      clearTimeout(patience);
      entries.delete(entry);
    });
    makeRoom(entries, null);
    return entry;
  };
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    if (!tls) bySocket.set(socket, enter(socket));
    else if (peer !== null) {
      byPeer.set(peer, enter(socket));
      socket.once('close', () => byPeer.delete(peer));
    }
  });
  server.on('secureConnection', (socket: Socket) => {
    const peer = peerOf(socket);
    bySocket.set(socket, (peer === null ? undefined : byPeer.get(peer)) ?? enter(socket));
  });
  const asks = ({ socket }: IncomingMessage, response: ServerResponse) => {
    const entry = bySocket.get(socket);
    if (entry === undefined) return;
    entry.asking++;
    response.once('close', () => {
      entry.asking--;
      entry.answered = true;
    });
  };
  server.on('upgrade', ({ socket }: IncomingMessage) => {
    const entry = bySocket.get(socket);
    if (entry !== undefined) entry.asking++;
  });

  return {
    cameIn(socket, device) {
      const entry = bySocket.get(socket);
      if (entry === undefined || entry.device === device) return;
      entry.device = device;
      makeRoom(entries, device);
    },
    followRequests: () => void server.prependListener('request', asks),
  };
}

/**
 * Of the largest group (a network's connections that have got equally far) the oldest goes. So a storm from
 * elsewhere, or one that goes less far or further, takes the place of its own.
 */
function makeRoom(entries: ReadonlySet<Entry>, device: string | null): void {
  const own = [...entries].filter((entry) => entry.device === device);
  if (own.length <= (device === null ? maxStrangers : maxEachDevice)) return;
  const groups = new Map<string, Entry[]>();
  for (const entry of own) {
    const group = `${stageOf(entry)} ${entry.network}`;
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  const largest = [...groups.values()].reduce((a, b) => (b.length > a.length ? b : a));
  largest[0]?.socket.destroy();
}

function stageOf({ socket, asking, answered }: Entry): Stage {
  if (asking > 0) return 'asking';
  if (answered) return 'idle';
  return socket.bytesRead > 0 ? 'begun' : 'silent';
}

/** Names a connection above and below TLS; null for a unix socket's, which strangers do not reach. */
function peerOf({ remoteAddress, remotePort }: Socket): string | null {
  return remotePort === undefined ? null : `${remoteAddress} ${remotePort}`;
}
