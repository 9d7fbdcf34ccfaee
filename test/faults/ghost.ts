// A page whose connection becomes half open: nothing comes from it any more, nothing reaches it, and
// nobody is told. Stands between a page and the gateway.
import { connect, createServer, type Socket } from 'node:net';
import { io } from 'socket.io-client';
import type { PageSocket, Product } from '../product.ts';

export class Ghost {
  readonly #page: PageSocket;
  readonly #towards: Socket;
  readonly #close: () => void;
  /** The gateway has let go of it. */
  isGone = false;

  private constructor(page: PageSocket, towards: Socket, close: () => void) {
    this.#page = page;
    this.#towards = towards;
    this.#close = close;
    const gone = (): void => {
      this.isGone = true;
    };
    towards.once('end', gone);
    towards.once('close', gone);
  }

  /** Connected, and looking at the session. */
  static async at(product: Product, session: string): Promise<Ghost> {
    const { hostname, port } = new URL(product.url);
    const sockets: Socket[] = [];
    const server = createServer((page) => {
      const towards = connect(Number(port), hostname);
      sockets.push(towards, page);
      for (const socket of [page, towards]) socket.on('error', () => {});
      page.pipe(towards).pipe(page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as { port: number };
    const page: PageSocket = io(`http://127.0.0.1:${address.port}`, {
      transports: ['websocket'],
      auth: { token: product.token },
      extraHeaders: { host: `${hostname}:${port}` },
      reconnection: false,
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      page.once('connect', resolve);
      page.once('connect_error', reject);
    });
    await page.timeout(60_000).emitWithAck('attach', { session, cursor: null });
    const towards = sockets[0];
    if (towards === undefined) throw new Error('the page went another way');
    return new Ghost(page, towards, () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
  }

  /** From now on bytes go nowhere; the connections stay as they are. */
  fallSilent(): void {
    this.#towards.unpipe();
    // It is still read, so that its end is seen, and so that the kernel's buffers tell nobody.
    this.#towards.on('data', () => {}).resume();
    this.#towards.write = () => true;
  }

  close(): void {
    this.#page.disconnect();
    this.#close();
  }
}
