// One Socket.IO connection, opened once and never reused: the sole import of socket.io-client, in a
// chunk of its own that arrives after the first paint. Reconnecting is the link's.
import type { Socket as ClientSocket, io as Io } from 'socket.io-client';
import { proofInConnectionId } from '../../server/protocol/handshake.ts';
import { basePath } from './base.ts';
import { greet } from './proof.ts';
import type { Transport, Transports } from './transports.ts';

/** What a socket reports. After `lost`, `stranger` or `refused` it reports nothing more. */
export interface SocketEvents {
  connected(): void;
  /** A sign of life without content. */
  heard(): void;
  event(name: string, message: unknown): void;
  lost(): void;
  /** Who answered did not prove to be the gateway. */
  stranger(): void;
  /** The gateway has proven that it does not let this device in any more. */
  refused(): void;
}

export interface Socket {
  send(event: string, args: readonly unknown[], answer?: (value: unknown) => void): void;
  close(): void;
}

export type OpenSocket = (token: string, events: SocketEvents) => Socket;

const connectMs = 5000;

/** `transports`: what has worked, for all the page's sockets. */
export function socketOpener(transports: Transports): OpenSocket {
  return (token, events) => {
    let socket: ClientSocket | null = null;
    let over = false;
    const end = (report: () => void) => {
      if (over) return;
      over = true;
      socket?.close();
      report();
    };

    const connect = (io: typeof Io, transport: Transport) => {
      const { greeting, standing } = greet(token);
      const auth = (say: (credentials: object) => void) => {
        // The first that is heard of the gateway: the token goes to nobody who has not proven to be it.
        const proven = standing(proofInConnectionId(opened.io.engine.id ?? ''));
        if (proven === 'paired') say({ token });
        else end(proven === 'revoked' ? events.refused : events.stranger);
      };
      // The greeting is no secret, and keeps strangers from crowding this device out.
      const query = { ...greeting };
      const opened = io({ ...connectionOptions(), auth, query, transports: [transport] });
      socket = opened;
      opened.on('connect', () => {
        transports.worked(transport);
        events.connected();
      });
      opened.on('disconnect', () => end(events.lost));
      opened.on('connect_error', () => {
        if (over) return;
        const other = transports.failed(transport);
        if (other === null) return end(events.lost);
        opened.off().close();
        connect(io, other);
      });
      opened.onAny((name: string, message: unknown) => events.event(name, message));
      opened.io.on('ping', () => events.heard());
    };
    import('socket.io-client').then(
      ({ io }) => over || connect(io, transports.first()),
      () => end(events.lost),
    );

    return {
      send(event, args, answer) {
        if (answer) socket?.emit(event, ...args, answer);
        else socket?.emit(event, ...args);
      },
      close: () => end(() => undefined),
    };
  };
}

function connectionOptions() {
  const path = `${basePath()}socket.io`;
  return { path, timeout: connectMs, reconnection: false, forceNew: true, upgrade: false };
}
