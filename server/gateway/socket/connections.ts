// The connections below Socket.IO, by device: what is counted and cut is the connection itself, by
// WebSocket or by polling, whatever its peer says on it. Refuses to know pages.
import type { IncomingMessage } from 'node:http';

/** What of Engine.IO's socket is needed. */
export interface Connection {
  readonly request: IncomingMessage;
  readonly transport: { readonly name: string };
  readonly readyState: string;
  close(discard: boolean): void;
  /** For one that is closing already: its own patience is half a minute. */
  onClose(reason: string): void;
  once(event: 'close', listener: (reason: string) => void): unknown;
}

export class Connections {
  readonly #devices = new Map<Connection, string>();
  /** Those that a page has been let in on. */
  readonly #admitted = new Set<Connection>();

  /** It is that device's from here on, until it closes. */
  belongs(connection: Connection, device: string): void {
    if (!this.#devices.has(connection)) connection.once('close', () => this.#forget(connection));
    this.#devices.set(connection, device);
  }

  deviceOf(connection: Connection): string | null {
    return this.#devices.get(connection) ?? null;
  }

  /** False when a page has been let in on it before. */
  admit(connection: Connection): boolean {
    const isNew = !this.#admitted.has(connection);
    this.#admitted.add(connection);
    return isNew;
  }

  /** How many pages of the device are let in. */
  count(device: string): number {
    return this.#of(device).filter((connection) => this.#admitted.has(connection)).length;
  }

  cutOff(device: string): void {
    for (const connection of this.#of(device)) cut(connection);
  }

  #of(device: string): Connection[] {
    return [...this.#devices].filter(([, its]) => its === device).map(([connection]) => connection);
  }

  #forget(connection: Connection): void {
    this.#devices.delete(connection);
    this.#admitted.delete(connection);
  }
}

/** Ends it at once: a polite end would give a silent peer half a minute more. */
export function cut(connection: Connection): void {
  const isWebSocket = connection.transport.name === 'websocket';
  connection.close(true);
  if (connection.readyState !== 'closed') connection.onClose('forced close');
  // Under a polling connection the TCP one is a proxy's, perhaps, and serves others.
  if (isWebSocket) connection.request.socket.destroy();
}
