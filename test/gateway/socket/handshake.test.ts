import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Devices } from '../../../server/gateway/access/devices.ts';
import { type PageSocket, type TestDevice, TestGateway, testState } from '../gateways.ts';
import { AttachedPage } from './attached-page.ts';

async function paired() {
  const state = await testState();
  const gateway = await TestGateway.start(state);
  const device = await gateway.pair();
  return { state, gateway, device };
}

/** The code of the refusal, `connected`, or how else it went. */
function outcome(socket: PageSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => {
      const { data } = error as { data?: { error?: { code?: string } } };
      resolve(data?.error?.code ?? error.message);
    });
  });
}

const refused = (device: TestDevice, auth: object, headers = {}) =>
  outcome(device.socket(auth, headers));

describe('handshake', () => {
  it.each([
    ['none', {}],
    ['an empty one', { token: '' }],
    ['an unknown one', { token: 'x'.repeat(43) }],
    ['a number', { token: 7 }],
    ['an object', { token: { $ne: '' } }],
    ['a long one', { token: 'x'.repeat(10_000) }],
  ])("[TRUST10] without a device's token (%s) a socket is refused and closed", async (_, auth) => {
    const { device } = await paired();
    const socket = device.socket(auth);
    expect(await outcome(socket)).toBe('not-paired');
    const engine = socket.io.engine;
    if (engine.readyState !== 'closed')
      await new Promise((resolve) => engine.once('close', resolve));
  });

  it('[TRUST9] a page of another origin is refused, whatever token it has', async () => {
    const { device } = await paired();
    const auth = { token: device.token };
    expect(await refused(device, auth, { origin: 'http://evil.example' })).toBe('websocket error');
    expect(await refused(device, auth, { origin: 'null' })).toBe('websocket error');
    expect(await refused(device, auth, { origin: device.url })).toBe('connected');
  });

  it('[TRUST11] connections that have not shown a token are few, and do not stay', async () => {
    const { device } = await paired();
    const { hostname, port } = new URL(device.url);
    const upgrade = [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    const silent = Array.from({ length: 40 }, () => connect(Number(port), hostname));
    const replies = await Promise.all(
      silent.map(async (socket) => {
        socket.on('error', () => {});
        socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
        return String(await once(socket, 'data')).split(' ')[1];
      }),
    );
    expect(replies.filter((status) => status === '101')).toHaveLength(32);
    const gone = silent.map((socket) => socket.destroyed || once(socket, 'close'));
    await Promise.all(gone);
    expect(await refused(device, { token: device.token })).toBe('connected');
  });

  it('[TRUST12] a device has at most 20 sockets at once', async () => {
    const { device } = await paired();
    const sockets = [];
    for (let i = 0; i < 20; i++) sockets.push(await device.connect());
    expect(await refused(device, { token: device.token })).toBe('too-many');
    sockets[0]?.disconnect();
    await expect
      .poll(() => refused(device, { token: device.token }), { timeout: 10_000 })
      .toBe('connected');
  });

  it.each(['by the page', 'by another process'])(
    '[TRUST7] a revoked device is cut off within a second (%s)',
    async (how) => {
      const { state, gateway, device } = await paired();
      const admin = await gateway.pair('admin');
      const { id } = await device.launch('s', 'while :; do echo x; sleep 0.01; done');
      const socket = await device.connect();
      await AttachedPage.attach(socket, id);
      const cut = new Promise((resolve) => socket.once('disconnect', resolve));
      const from = performance.now();
      if (how === 'by the page') {
        expect((await admin.call(`DELETE /api/devices/${device.id}`)).status).toBe(204);
      } else await (await Devices.open(state)).revoke(device.id);
      await cut;
      expect(performance.now() - from).toBeLessThan(1000);
      expect((await device.call('GET /api/sessions')).status).toBe(401);
      expect(await refused(device, { token: device.token })).toBe('not-paired');
      expect((await admin.call('GET /api/devices')).body).toHaveLength(1);
    },
  );

  it('[GATE37] an event that is malformed is answered in words and harms nobody', async () => {
    const { gateway, device } = await paired();
    const { id } = await device.launch('s', 'exec sleep 1000');
    const socket = await device.connect();
    const say = (name: string, ...args: unknown[]) =>
      (socket.emitWithAck as (name: string, ...args: unknown[]) => Promise<unknown>)(name, ...args);
    const code = (value: string) => ({ ok: false, error: { code: value } });
    for (const request of [
      null,
      7,
      {},
      { session: id },
      { session: id, cursor: -1 },
      { session: 7, cursor: null },
    ]) {
      expect(await say('attach', request)).toMatchObject(code('bad-request'));
    }
    expect(await say('attach')).toMatchObject(code('bad-request'));
    expect(await say('attach', { session: 'zzzzzzzz', cursor: null })).toMatchObject(
      code('no-session'),
    );
    const input = { session: id, source: 'p', seq: 1, bytes: new Uint8Array(1) };
    for (const wrong of [
      { seq: 0 },
      { seq: 1.5 },
      { source: '' },
      { source: 'a b' },
      { bytes: 'no byte is \u0100' },
      { bytes: 7 },
    ]) {
      expect(await say('input', { ...input, ...wrong })).toMatchObject(code('bad-request'));
    }
    const large = { ...input, bytes: new Uint8Array(65_537) };
    expect(await say('input', large)).toMatchObject(code('too-large'));
    socket.emit('painted', { viewer: 99, offset: -5 } as never);
    socket.emit('detach', 'nonsense' as never);
    (socket.emit as (name: string) => void)('no-such-event');
    expect(await socket.timeout(1000).emitWithAck('verify')).toMatchObject({ ok: true });
    const pages = Array.from({ length: 17 }, () => say('attach', { session: id, cursor: null }));
    expect(
      (await Promise.all(pages)).filter((answer) => (answer as { ok: boolean }).ok),
    ).toHaveLength(16);
    // More than a message may be: the connection ends, the gateway does not.
    socket.emit('input', { ...input, bytes: new Uint8Array(300_000) }, () => {});
    await new Promise((resolve) => socket.once('disconnect', resolve));
    expect((await device.call('GET /api/sessions')).status).toBe(200);
    expect(gateway.said).toEqual([]);
  });
});
