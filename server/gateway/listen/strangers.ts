// Connections on which nobody has shown a token: how many there may be. Whoever reaches the port can open
// them without end, and each costs a file and memory. Refuses to know what is asked for on them.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { WaitingRoom } from '../socket/waiting-room.ts';

export interface Strangers {
  /** A device's token has been seen on it: it is no stranger's any more. */
  cameIn(socket: Socket): void;
}

/** A browser opens six for a page's files; the oldest goes for the newest. */
const most = 256;
/** Longer than a proxy keeps one open that it does not use. */
const patienceMs = 120_000;

export function watchStrangers(server: Server, { tls }: { tls: boolean }): Strangers {
  const room = new WaitingRoom({ most, patienceMs });
  const leaving = new WeakMap<Socket, () => void>();
  // Under TLS it is the socket that requests come on, too.
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    const waiting = { drop: () => socket.destroy() };
    const leave = () => room.leave(null, waiting);
    leaving.set(socket, leave);
    socket.once('close', leave);
    room.enter(null, waiting);
  });
  return { cameIn: (socket) => leaving.get(socket)?.() };
}
