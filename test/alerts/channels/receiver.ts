// A service that takes webhooks, for tests: it keeps what came, and answers as it is told.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Receiver {
  readonly received: { path: string; headers: IncomingHttpHeaders; body: unknown }[] = [];
  status = 200;
  answer = 'ok';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { url: path = '', headers } = request;
      this.received.push({ path, headers, body: JSON.parse(text) });
      response.writeHead(this.status, { location: '/elsewhere' }).end(this.answer);
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
