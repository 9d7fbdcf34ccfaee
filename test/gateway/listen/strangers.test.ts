// Storms of connections at a real gateway, and what they must not do: keep a phone from pairing.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPairing } from '../../../server/gateway/access/pairing.ts';
import { TestGateway, testState } from '../gateways.ts';
import { testFolder } from '../state.ts';
import { selfSigned } from './self-signed.ts';

async function opened({ tls }: { tls: boolean }) {
  const state = await testState();
  const files = tls ? await selfSigned(await testFolder(), 'gpu') : null;
  const { gateway } = await TestGateway.start(state, { tls: files });
  if (gateway.listen.kind !== 'tcp') throw new Error('tcp expected');
  return { state, port: gateway.listen.port };
}

/** Of a stranger at that address: how many of its connections are still open. */
class Crowd {
  readonly open = new Set<Socket>();

  async add(count: number, port: number, { first = '', from = '127.0.0.1' } = {}): Promise<void> {
    for (let i = 0; i < count; i++) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: from });
      this.open.add(socket);
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => {}).once('close', () => this.open.delete(socket));
      await once(socket, 'connect');
      if (first !== '') socket.write(first);
    }
  }
}

const ask = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

/** A phone's request in two halves, with `between` in the midst of it; whether it was answered. */
async function slowPhone(
  port: number,
  {
    from = '127.0.0.1',
    said = '',
    between,
  }: { from?: string; said?: string; between: () => Promise<void> },
): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const answer = new Promise<boolean>((resolve) => {
    socket.once('data', (data) => resolve(String(data).startsWith('HTTP/1.1 200')));
    socket.once('close', () => resolve(false));
  });
  socket.on('error', () => {});
  socket.write(said);
  await between();
  socket.write(ask.slice(said.length));
  return answer;
}

describe('storms', () => {
  it('[TRUST33] a storm of connections without TLS handshakes holds 256 of them, and a phone comes in', async () => {
    const { port } = await opened({ tls: true });
    const crowd = new Crowd();
    await crowd.add(600, port);
    // Well before their ten seconds are over.
    await expect.poll(() => crowd.open.size, { timeout: 3000 }).toBeLessThanOrEqual(256);
    const phone = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    onTestFinished(() => void phone.destroy());
    await once(phone, 'secureConnect');
    phone.write(ask);
    expect(String((await once(phone, 'data'))[0])).toMatch(/^HTTP\/1\.1 200/);
    // A handshake's ten seconds, not a stranger's two minutes.
    await expect.poll(() => crowd.open.size, { timeout: 20_000 }).toBe(0);
  }, 40_000);

  it('[TRUST33] a storm of connections from another address takes no place of a phone’s, however little that has said', async () => {
    const { port } = await opened({ tls: false });
    const from = '127.0.0.2';
    const between = () => new Crowd().add(400, port);
    expect(await slowPhone(port, { from, between })).toBe(true);
  });

  it.each([
    ['silent ones', ''],
    ['ones that have asked', ask],
    [
      'ones that never end their question',
      `POST /api/pair HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n`,
    ],
  ])(
    '[TRUST33] a storm of connections from its own address takes no place of one that is further or less far: %s',
    async (_, first) => {
      const { port } = await opened({ tls: false });
      const between = () => new Crowd().add(400, port, { first });
      expect(await slowPhone(port, { said: ask.slice(0, 9), between })).toBe(true);
    },
  );

  it('[TRUST33] a storm of connections keeps no phone of a slow network from pairing over TLS, each of whose steps takes 400 connections', async () => {
    const { state, port } = await opened({ tls: true });
    const crowd = new Crowd();
    for (let i = 0; i < 3; i++) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
      await once(socket, 'connect');
      await crowd.add(400, port);
      const phone = connectTls({ socket, rejectUnauthorized: false });
      onTestFinished(() => void phone.destroy());
      await once(phone, 'secureConnect');
      await crowd.add(400, port);
      const { code } = await createPairing(state);
      const body = JSON.stringify({ code });
      const head = [
        ...['POST /api/pair HTTP/1.1', `Host: 127.0.0.1:${port}`],
        ...['Content-Type: application/json', `Content-Length: ${body.length}`],
      ];
      phone.write(`${head.join('\r\n')}\r\n\r\n`);
      await crowd.add(400, port);
      phone.write(body);
      expect(String((await once(phone, 'data'))[0])).toMatch(/^HTTP\/1\.1 200/);
    }
  }, 60_000);
});
