// One Socket.IO connection, opened once and never reused: the sole import of socket.io-client, in a
// chunk of its own that arrives after the first paint. Reconnecting is the link's.
import type { Socket as ClientSocket, io as Io } from 'socket.io-client';
import { offeredProtocols, tokenHeader } from '../../server/protocol/handshake.ts';
import { basePath } from './base.ts';
import { fieldsOf, isText } from './guards.ts';
import type { Transport, Transports } from './transports.ts';

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
      const opened = io({ ...optionsFor(token), transports: [transport] });
      socket = opened;
      opened.on('connect', () => {
        transports.worked(transport);
        events.connected();
      });
      opened.on('disconnect', () => end(events.lost));
      opened.on('connect_error', (error) => {
        if (over) return;
        const refusal = refusalIn(error);
        if (refusal !== null) return end(() => events.refused(refusal));
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

/** The token is shown with the first request, so that strangers cannot crowd this device out. */
function optionsFor(token: string) {
  return {
    ...{ path: `${basePath()}socket.io`, auth: { token }, timeout: connectMs },
    ...{ reconnection: false, forceNew: true, upgrade: false },
    protocols: offeredProtocols(token),
    transportOptions: { polling: { extraHeaders: { [tokenHeader]: token } } },
  };
}

/** The words of a refusal for want of a valid token, else null: anything else may pass. */
function refusalIn(error: unknown): string | null {
  const { data, message } = fieldsOf(error);
  const failure = fieldsOf(fieldsOf(data).error ?? data);
  if (failure.code !== 'not-paired') return null;
  return isText(failure.message) ? failure.message : isText(message) ? message : '';
}
