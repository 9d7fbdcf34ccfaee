// A push service as browsers have one (RFC 8030), for tests: it checks the sender's signature (RFC 8292),
// decrypts what it is given as the browser would (RFC 8291), and answers as its mood says.
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../../gateway/listen/self-signed.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly subject: string;
  readonly text: string;
}

export type Mood = 201 | 301 | 403 | 404 | 410 | 413 | 429 | 500 | 'hang' | 'endless';

interface Browser {
  readonly ecdh: ECDH;
  readonly auth: Buffer;
  readonly senderKey: string;
}

export class PushService {
  mood: Mood = 201;
  /** Bytes that a body may have. */
  limit = 4096;
  readonly received: Received[] = [];
  /** Why messages were refused. */
  readonly refused: string[] = [];
  readonly certificate: string;
  readonly #server: Server;
  readonly #folder: string;
  readonly #browsers = new Map<string, Browser>();
  #told: (() => void)[] = [];

  private constructor(folder: string, files: { cert: string; key: string }) {
    this.#folder = folder;
    this.certificate = files.cert;
    const tls = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
    this.#server = createServer(tls, (request, response) => {
      this.#answer(request, response).catch((error) => {
        this.refused.push(String(error));
        response.writeHead(400).end();
      });
    });
  }

  static async start(): Promise<PushService> {
    const folder = mkdtempSync('/tmp/ol-push-');
    const service = new PushService(folder, await selfSigned(folder, 'localhost'));
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get host(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As PushSubscription.toJSON() has it. `senderKey`: applicationServerKey, base64url. */
  subscribe(senderKey: string) {
    const ecdh = createECDH('prime256v1');
    const p256dh = ecdh.generateKeys('base64url');
    const auth = randomBytes(16);
    const path = `/push/${randomBytes(12).toString('base64url')}`;
    this.#browsers.set(path, { ecdh, auth, senderKey });
    const keys = { p256dh, auth: auth.toString('base64url') };
    return { endpoint: `https://${this.host}${path}`, expirationTime: null, keys };
  }

  /** Resolves once `count` messages have been received in all. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => this.#told.push(resolve));
    }
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (request.method === 'HEAD') return void response.writeHead(405).end();
    if (this.mood === 'hang') return;
    const browser = this.#browsers.get(request.url ?? '');
    if (browser === undefined) return void response.writeHead(404).end();
    const { headers } = request;
    if (!/^\d+$/.test(String(headers.ttl))) throw new Error('no TTL');
    if (!/^[\w-]{1,32}$/.test(String(headers.topic ?? 'none'))) throw new Error('bad topic');
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('bad encoding');
    if (body.length > this.limit) return void response.writeHead(413).end();
    const subject = signerOf(headers, `https://${this.host}`, browser.senderKey);
    this.received.push({ headers, subject, text: decrypt(body, browser) });
    for (const tell of this.#told.splice(0)) tell();
    if (this.mood === 'endless') {
      response.writeHead(201).flushHeaders();
      return;
    }
    const more = this.mood === 429 ? { 'retry-after': '7' } : { location: '/elsewhere' };
    response.writeHead(this.mood, more).end();
  }
}

/** Throws for a token that a real service would refuse. */
function signerOf(
  { authorization = '' }: IncomingHttpHeaders,
  origin: string,
  key: string,
): string {
  const [, token = '', k = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  if (k !== key) throw new Error('signed by another key than the one subscribed with');
  const [head, claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(k, 'base64url');
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const how = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, how, Buffer.from(signature, 'base64url')))
    throw new Error('forged');
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  if (aud !== origin) throw new Error(`meant for ${aud}`);
  const leftS = exp - Date.now() / 1000;
  if (leftS < 0 || leftS > 24 * 3600) throw new Error(`valid for ${leftS} s`);
  // As Apple's service judges.
  if (!/^https:\/\/[\w.-]+\.[a-z]+/.test(sub) || /localhost/.test(sub))
    throw new Error('BadJwtToken');
  return sub;
}

function decrypt(body: Buffer, { ecdh, auth }: Browser): string {
  const keyLength = body.readUInt8(20);
  const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 21 + keyLength)];
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), theirs]);
  const material = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(theirs), auth, info, 32));
  const part = (name: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', material, salt, `Content-Encoding: ${name}\0`, bytes));
  const sealed = body.subarray(21 + keyLength);
  if (sealed.length > body.readUInt32BE(16)) throw new Error('more than one record');
  const decipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  if (plain.at(-1) !== 2) throw new Error('not the last record');
  return plain.subarray(0, -1).toString();
}
