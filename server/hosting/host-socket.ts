// The unix socket that every kind of host listens on: its connections join and leave an audience,
// and it goes when the host does. Knows nothing of what the frames ask for.
import { chmodSync, unlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Audience } from './audience.ts';
import { Connection, type ConnectionEvents } from './connection.ts';

const maxConnections = 64;
const closeWithinMs = 1000;

export class HostSocket {
  readonly #path: string;
  readonly #audience: Audience;
  readonly #server: Server;

  constructor(path: string, audience: Audience, onFrame: ConnectionEvents['onFrame']) {
    this.#path = path;
    this.#audience = audience;
    this.#server = createServer((socket) => {
      new Connection(socket, { onFrame, onClose: (connection) => audience.leave(connection) });
    });
    this.#server.maxConnections = maxConnections;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#path, resolve);
    });
    chmodSync(this.#path, 0o600);
  }

  /** Resolves when everybody has got what was sent to them, or after a second. */
  async close(): Promise<void> {
    this.#server.close();
    await this.#audience.dismiss(closeWithinMs);
    try {
      unlinkSync(this.#path);
    } catch {
      // Gone already: closing the server removes it.
    }
  }
}
