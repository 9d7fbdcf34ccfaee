// One Socket.IO connection, opened once and never reused: the sole import of socket.io-client, in a
// chunk of its own that arrives after the first paint. Reconnecting is the link's.
import type { Socket as ClientSocket } from 'socket.io-client';
import { offeredProtocols } from '../../server/protocol/handshake.ts';
import { basePath } from './base.ts';
import { fieldsOf, isText } from './guards.ts';

/** What a socket reports. After `lost` or `refused` it reports nothing more. */
export interface SocketEvents {
  connected(): void;
  /** A sign of life without content. */
  heard(): void;
  event(name: string, message: unknown): void;
  lost(): void;
  /** The gateway does not know this device. */
  refused(message: string): void;
}

export interface Socket {
  send(event: string, args: readonly unknown[], answer?: (value: unknown) => void): void;
  close(): void;
}

export type OpenSocket = (token: string, events: SocketEvents) => Socket;

const connectMs = 5000;

export const openSocket: OpenSocket = (token, events) => {
  let socket: ClientSocket | null = null;
  let over = false;
  const end = (report: () => void) => {
    if (over) return;
    over = true;
    socket?.close();
    report();
  };

  import('socket.io-client').then(
    ({ io }) => {
      if (over) return;
      const path = `${basePath()}socket.io`;
      const options = { path, auth: { token }, transports: ['websocket'], timeout: connectMs };
      // Shown with the first request, so that strangers cannot crowd this device out.
      const protocols = offeredProtocols(token);
      socket = io({ ...options, protocols, reconnection: false, forceNew: true });
      socket.on('connect', () => events.connected());
      socket.on('disconnect', () => end(events.lost));
      socket.on('connect_error', (error) => {
        const refusal = refusalIn(error);
        end(refusal === null ? events.lost : () => events.refused(refusal));
      });
      socket.onAny((name: string, message: unknown) => events.event(name, message));
      socket.io.on('ping', () => events.heard());
    },
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

/** The words of a refusal for want of a valid token, else null: anything else may pass. */
function refusalIn(error: unknown): string | null {
  const { data, message } = fieldsOf(error);
  const failure = fieldsOf(fieldsOf(data).error ?? data);
  if (failure.code !== 'not-paired') return null;
  return isText(failure.message) ? failure.message : isText(message) ? message : '';
}
