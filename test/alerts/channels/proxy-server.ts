// A proxy as labs have them, for tests: it lets CONNECT through, for those who know its login if it has one, and
// passes plain http on.
import { request as ask, createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export class ProxyServer {
  /** Where it was asked to lead. */
  readonly tunnels: string[] = [];
  /** Plain addresses it was asked for. */
  readonly relayed: string[] = [];
  readonly #server: Server;

  private constructor(login: string | null) {
    const wanted = login === null ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
    this.#server = createServer((request, response) => {
      const { url = '', method, headers } = request;
      this.relayed.push(url);
      const onward = ask(url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    this.#server.on('connect', ({ url = '', headers }, client) => {
      client.on('error', () => {});
      if (headers['proxy-authorization'] !== wanted) {
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      this.tunnels.push(url);
      const { hostname, port } = new URL(`http://${url}`);
      const far = connect(Number(port), hostname, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        far.pipe(client).pipe(far);
      });
      far.on('error', () => client.destroy());
    });
  }

  static async start(login: string | null = null): Promise<ProxyServer> {
    const proxy = new ProxyServer(login);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
