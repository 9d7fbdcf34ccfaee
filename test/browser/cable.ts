// The network between a page and its gateway, in the test's hand: it can be cut in the midst of
// everything, mended, and swallow what goes through it without a word.

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class Cable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mended = true;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** A cable to the gateway at `url`. */
  static async to(url: string): Promise<Cable> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const cable = new Cable(server);
    server.on('connection', (page) => {
      if (!cable.#mended) return page.destroy();
      const gateway = connect(Number(port), hostname);
      cable.#join(page, gateway);
      return undefined;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return cable;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Every connection breaks; new ones too, until it is mended. */
  cut(): void {
    this.#mended = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#mended = true;
  }

  /** Connections stay, and nothing comes through them any more; new ones work. */
  silence(): void {
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(page: Socket, gateway: Socket): void {
    for (const [from, to] of [
      [page, gateway],
      [gateway, page],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
