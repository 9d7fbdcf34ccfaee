// What Firefox takes for Mozilla's push service (autopush, as far as a browser needs it): it gets addresses from here,
// and is handed what is posted to them, encrypted as it came. Nothing is decrypted but by the browser itself.
// https://mozilla-push-service.readthedocs.io/en/latest/design/
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { selfSigned } from '../gateway/listen/self-signed.ts';

interface FromBrowser {
  readonly messageType?: string;
  readonly channelID?: string;
}

export class Autopush {
  readonly certificate: string;
  /** Headers of what was posted. */
  readonly posted: IncomingMessage['headers'][] = [];
  /** What the browser said it has got. */
  acknowledged = 0;
  readonly #folder: string;
  readonly #posts: Server;
  readonly #sockets: Server;
  #browser: Duplex | null = null;

  private constructor(folder: string, files: { cert: string; key: string }) {
    this.#folder = folder;
    this.certificate = files.cert;
    const tls = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
    this.#posts = createTlsServer(tls, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      this.#pass(request, Buffer.concat(chunks));
      response.writeHead(201).end();
    });
    this.#sockets = createServer().on('upgrade', (request, socket) => this.#meet(request, socket));
  }

  static async start(): Promise<Autopush> {
    const folder = mkdtempSync('/tmp/ol-autopush-');
    const made = new Autopush(folder, await selfSigned(folder, 'localhost'));
    for (const server of [made.#posts, made.#sockets]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    return made;
  }

  /** Where pushes are posted. */
  get host(): string {
    return `localhost:${portOf(this.#posts)}`;
  }

  /** What a Firefox is started with to find its push service here. */
  get preferences() {
    return {
      'dom.push.serverURL': `ws://127.0.0.1:${portOf(this.#sockets)}/`,
      'dom.push.testing.allowInsecureServerURL': true,
      'dom.push.connection.enabled': true,
      'permissions.default.desktop-notification': 1,
      'alerts.useSystemBackend': false,
    };
  }

  close(): void {
    this.#browser?.destroy();
    this.#posts.close();
    this.#sockets.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #pass({ url = '', headers }: IncomingMessage, body: Buffer): void {
    this.posted.push(headers);
    const channelID = new URL(url, 'https://x').searchParams.get('channel');
    const encoding = headers['content-encoding'];
    this.#say({
      ...{ messageType: 'notification', channelID, version: randomBytes(8).toString('hex') },
      ...{ data: body.toString('base64url'), headers: { encoding } },
    });
  }

  #meet({ headers }: IncomingMessage, socket: Duplex): void {
    const proof = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      ...['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Protocol: push-notification'],
      `Sec-WebSocket-Accept: ${createHash('sha1').update(proof).digest('base64')}`,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    this.#browser = socket;
    socket.on('error', () => {});
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      for (let read = readFrame(received); read !== null; read = readFrame(received)) {
        received = read.rest;
        if (read.text !== '') this.#hear(JSON.parse(read.text));
      }
    });
  }

  #hear({ messageType, channelID }: FromBrowser): void {
    const answer = { messageType, status: 200, channelID };
    const pushEndpoint = `https://${this.host}/push?channel=${channelID}`;
    if (messageType === 'hello')
      this.#say({ ...answer, uaid: 'a'.repeat(32), use_webpush: true, broadcasts: {} });
    else if (messageType === 'register') this.#say({ ...answer, pushEndpoint });
    else if (messageType === 'unregister') this.#say(answer);
    else if (messageType === 'ack') this.acknowledged++;
    else if (messageType === undefined) this.#say({});
  }

  /** One unmasked text frame (RFC 6455, section 5.2). */
  #say(message: object): void {
    const text = Buffer.from(JSON.stringify(message));
    const head = Buffer.from([0x81, Math.min(text.length, 126)]);
    const length = Buffer.alloc(text.length < 126 ? 0 : 2);
    if (length.length > 0) length.writeUInt16BE(text.length);
    this.#browser?.write(Buffer.concat([head, length, text]));
  }
}

/** The first frame of a browser's, '' for one that is no text; null while it is not whole. */
function readFrame(bytes: Buffer): { text: string; rest: Buffer } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const maskAt = short === 126 ? 4 : 2;
  if (short === 127 || bytes.length < maskAt + 4) return null;
  const size = short === 126 ? bytes.readUInt16BE(2) : short;
  const end = maskAt + 4 + size;
  if (bytes.length < end) return null;
  const mask = bytes.subarray(maskAt, maskAt + 4);
  const plain = bytes.subarray(maskAt + 4, end).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  const isText = (bytes.readUInt8(0) & 0x0f) === 1;
  return { text: isText ? Buffer.from(plain).toString() : '', rest: bytes.subarray(end) };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
