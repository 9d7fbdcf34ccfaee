// What is not read: bodies of strangers, and of those who have tried too often. Spoken by hand, since no
// client sends half a request.
import crypto from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPairing } from '../../../server/gateway/access/pairing.ts';
import { TestGateway, testState } from '../gateways.ts';

async function opened() {
  const state = await testState();
  return { state, gateway: await TestGateway.start(state) };
}

interface HalfRequest {
  readonly path: string;
  readonly bytes: number;
  readonly token?: string;
}

/** The status of the answer to a request whose body never comes; '' as long as there is none. */
function promised(url: string, { path, bytes, token }: HalfRequest): () => string {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${bytes}`,
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  let said = '';
  socket.on('data', (chunk) => {
    said += String(chunk);
  });
  socket.on('error', () => {});
  return () => /^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? '';
}

/** How many SHA-256 are made from now on: WebSockets have a hash of their own kind. */
function hashing(): { count: number } {
  const made = { count: 0 };
  const { createHash } = crypto;
  crypto.createHash = (name, options) => {
    if (name === 'sha256') made.count++;
    return createHash(name, options);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    crypto.createHash = createHash;
    syncBuiltinESMExports();
  });
  return made;
}

describe('limits', () => {
  it('[TRUST8] a try too many is refused before a byte of it is read or hashed', async () => {
    const { state, gateway } = await opened();
    const { linkCode } = await createPairing(state);
    const made = hashing();
    const guess = (code: string) =>
      fetch(`${gateway.url}/api/pair`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      });
    for (let i = 0; i < 5; i++) expect((await guess('x'.repeat(22))).status).toBe(403);
    expect(made.count).toBe(5);
    for (let i = 0; i < 50; i++) expect((await guess(linkCode)).status).toBe(429);
    expect(made.count).toBe(5);
    const status = promised(gateway.url, { path: '/api/pair', bytes: 1000 });
    await expect.poll(status, { timeout: 3000 }).toBe('429');
  });

  it('[TRUST25] a stranger’s body is not read', async () => {
    const { gateway } = await opened();
    for (const token of [undefined, 'x'.repeat(43)]) {
      const request = { path: '/api/sessions', bytes: 1000, ...(token && { token }) };
      await expect.poll(promised(gateway.url, request), { timeout: 3000 }).toBe('401');
    }
  });

  it('[TRUST25] a body of more than 128 KiB is refused', async () => {
    const { gateway } = await opened();
    const { token } = await gateway.pair();
    const code = ' '.repeat(128 * 1024);
    for (const path of ['/api/pair', '/api/pairings', '/api/preflight']) {
      const answer = await fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ code }),
      });
      expect(answer.status, path).toBe(413);
    }
  });

  it('[TRUST27] of a stranger’s connections 256 stay, and a paired device’s', async () => {
    const { gateway } = await opened();
    const { token } = await gateway.pair();
    const { hostname, port } = new URL(gateway.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ask = () =>
      new Promise<{ status: number | undefined; isOld: boolean }>((resolve, reject) => {
        const asked = request(`${gateway.url}/api/sessions`, {
          agent,
          headers: { authorization: `Bearer ${token}` },
        });
        asked.once('error', reject).once('response', (answer) => {
          answer
            .resume()
            .once('end', () => resolve({ status: answer.statusCode, isOld: asked.reusedSocket }));
        });
        asked.end();
      });
    expect(await ask()).toEqual({ status: 200, isOld: false });
    let held = 0;
    for (let i = 0; i < 600; i++) {
      const socket = connect(Number(port), hostname);
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => {});
      await once(socket, 'connect');
      held++;
      socket.once('close', () => held--);
    }
    await expect.poll(() => held, { timeout: 10_000 }).toBeLessThanOrEqual(256);
    expect(await ask()).toEqual({ status: 200, isOld: true });
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });

  it('[TRUST34] a device has at most 64 requests under way, however few its connections, and 64 connections', async () => {
    const { gateway } = await opened();
    const device = await gateway.pair();
    const other = await gateway.pair();
    const { body } = await device.call('POST /api/pairings', {});
    const { hostname, port, host } = new URL(gateway.url);
    const piped = connect(Number(port), hostname);
    onTestFinished(() => void piped.destroy());
    const lines = [`Host: ${host}`, `Authorization: Bearer ${device.token}`];
    // Each waits for the pairing to be used, behind the one before it.
    const wait = [`GET /api/pairings/${body.id} HTTP/1.1`, ...lines].join('\r\n');
    piped.write(`${wait}\r\n\r\n`.repeat(80));
    const status = async () => (await device.call('GET /api/presets')).status;
    await expect.poll(status, { timeout: 5000 }).toBe(429);
    expect((await other.call('GET /api/presets')).status).toBe(200);
    expect((await other.call(`DELETE /api/devices/${device.id}`)).status).toBe(204);
    await once(piped, 'close');

    let held = 0;
    const ask = [
      `GET /api/presets HTTP/1.1`,
      `Host: ${host}`,
      `Authorization: Bearer ${other.token}`,
    ];
    for (let i = 0; i < 100; i++) {
      const socket = connect(Number(port), hostname);
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => {}).once('close', () => held--);
      held++;
      socket.write(`${ask.join('\r\n')}\r\n\r\n`);
      await once(socket, 'data');
    }
    await expect.poll(() => held).toBeLessThanOrEqual(64);
    expect((await other.call('GET /api/presets')).status).toBe(200);
  });
});
