import { connect, type Socket } from 'node:net';
import { io, Manager } from 'socket.io-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { greet } from '../../../client/connection/proof.ts';
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

/** A page's socket that speaks by that transport alone. */
function by(device: TestDevice, transport: string): PageSocket {
  const socket: PageSocket = io(device.url, {
    ...{ auth: { token: device.token }, query: { ...greet(device.token).greeting } },
    ...{ transports: [transport], reconnection: false, forceNew: true },
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

const refused = (device: TestDevice, auth: object, headers = {}) =>
  outcome(device.socket(auth, headers));

/** Connections that ask for a WebSocket as a page does, and then say nothing. */
class Strangers {
  /** Those that the gateway has let in and not yet ended. */
  readonly held = new Set<Socket>();
  ended = 0;
  renews = false;
  readonly #all = new Set<Socket>();
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** `greeting`: what a page says that knows its token. */
  async open(greeting: object = {}): Promise<Socket> {
    const { hostname, port } = this.#url;
    const socket = connect(Number(port), hostname);
    this.#all.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      this.held.delete(socket);
      this.#all.delete(socket);
      this.ended += 1;
      if (this.renews) void this.open();
    });
    const upgrade = [
      `GET /socket.io/?${new URLSearchParams({ EIO: '4', transport: 'websocket', ...greeting })} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
    await new Promise<void>((resolve) => {
      socket.once('close', resolve);
      socket.on('data', (reply) => {
        if (String(reply).startsWith('HTTP/1.1 101')) this.held.add(socket);
        resolve();
      });
    });
    return socket;
  }

  end(): void {
    this.renews = false;
    for (const socket of this.#all) socket.destroy();
  }
}

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

  it('[TRUST11] of connections that have not shown a token 32 stay, the newest, and not for long', async () => {
    const { device } = await paired();
    const strangers = new Strangers(device.url);
    onTestFinished(() => strangers.end());
    const silent = [];
    for (let i = 0; i < 40; i++) silent.push(await strangers.open());
    await expect.poll(() => strangers.held.size).toBe(32);
    expect(silent.slice(0, 8).filter((socket) => strangers.held.has(socket))).toEqual([]);
    // Sooner than the heartbeat would end them.
    await expect.poll(() => strangers.held.size, { timeout: 14_000 }).toBe(0);
    expect(await refused(device, { token: device.token })).toBe('connected');
  });

  it('[TRUST21] 200 silent connections, each renewed as soon as it is ended, keep no paired device out', async () => {
    const { device } = await paired();
    const strangers = new Strangers(device.url);
    onTestFinished(() => strangers.end());
    strangers.renews = true;
    for (let i = 0; i < 200; i++) void strangers.open();
    await expect.poll(() => strangers.ended, { timeout: 20_000 }).toBeGreaterThan(500);
    const auth = { token: device.token };
    const before = strangers.ended;
    for (let i = 0; i < 10; i++) expect(await refused(device, auth)).toBe('connected');
    expect(strangers.ended).toBeGreaterThan(before);
    // What has been ended is seen here a moment later.
    strangers.renews = false;
    await expect.poll(() => strangers.held.size, { timeout: 20_000 }).toBeLessThanOrEqual(32);
  });

  it('[TRUST21] a page that has proven itself and not yet said more keeps its place; its greeting is good once', async () => {
    const { device } = await paired();
    const slow = new Strangers(device.url);
    const strangers = new Strangers(device.url);
    onTestFinished(() => {
      for (const each of [slow, strangers]) each.end();
    });
    const { greeting } = greet(device.token);
    const phone = await slow.open(greeting);
    const overheard = await slow.open(greeting);
    const pretender = await slow.open({ ...greeting, nonce: 'x'.repeat(22) });
    await Promise.all(Array.from({ length: 64 }, () => strangers.open()));
    await expect.poll(() => strangers.held.size).toBe(32);
    for (const each of [pretender, overheard]) expect(slow.held.has(each)).toBe(false);
    expect(slow.held.has(phone)).toBe(true);
  });

  it('[TRUST21] a page that has not greeted and says its token once connected comes in past silent ones, too', async () => {
    const { device } = await paired();
    const strangers = new Strangers(device.url);
    onTestFinished(() => strangers.end());
    for (let i = 0; i < 200; i++) await strangers.open();
    expect(await outcome(device.socket({ token: device.token }, {}, {}))).toBe('connected');
  });

  it('[TRUST12] a device has at most 20 sockets at once', async () => {
    const { device } = await paired();
    const sockets = [];
    for (let i = 0; i < 20; i++) sockets.push(await device.connect());
    expect(await refused(device, { token: device.token })).toBe('too-many-open');
    sockets[0]?.disconnect();
    await expect
      .poll(() => refused(device, { token: device.token }), { timeout: 10_000 })
      .toBe('connected');
  });

  it.each(['websocket', 'polling'])(
    '[TRUST31] whoever leaves the page keeps no connection (%s)',
    async (transport) => {
      const { device } = await paired();
      const engines: { readonly readyState: string }[] = [];
      for (let i = 0; i < 25; i++) {
        const socket = by(device, transport);
        expect(await outcome(socket)).toBe('connected');
        // Leaves the namespace as Socket.IO's own client does, without closing what is below it.
        socket.io.engine.write('1');
        engines.push(socket.io.engine);
      }
      const open = () => engines.filter(({ readyState }) => readyState === 'open').length;
      await expect.poll(open, { timeout: 10_000 }).toBe(0);
    },
  );

  it('[TRUST31] a connection is let in for one page', async () => {
    const { device } = await paired();
    const socket = by(device, 'websocket');
    const engine = () => socket.io.engine;
    const answers: string[] = [];
    socket.io.once('open', () => {
      engine().on('data', (packet) => answers.push(String(packet).slice(0, 2)));
      for (let i = 0; i < 5; i++) engine().write(`0${JSON.stringify({ token: device.token })}`);
    });
    let closed = false;
    socket.io.once('close', () => {
      closed = true;
    });
    const letIn = () => answers.filter((packet) => packet === '0{').length;
    await expect.poll(() => closed || letIn() > 1).toBe(true);
    expect(letIn()).toBeLessThanOrEqual(1);
  });

  it.each(['websocket', 'polling'])(
    '[TRUST31] a revoked device loses every connection that it has greeted on (%s)',
    async (transport) => {
      const { gateway, device } = await paired();
      const admin = await gateway.pair('admin');
      const silent = new Manager(device.url, {
        ...{ transports: [transport], reconnection: false, autoConnect: false },
        query: { ...greet(device.token).greeting },
      });
      await new Promise<void>((resolve, reject) =>
        silent.open((error) => (error ? reject(error) : resolve())),
      );
      const page = by(device, transport);
      expect(await outcome(page)).toBe('connected');
      const from = performance.now();
      expect((await admin.call(`DELETE /api/devices/${device.id}`)).status).toBe(204);
      const states = () => [silent.engine.readyState, page.io.engine.readyState];
      await expect.poll(states, { interval: 5 }).toEqual(['closed', 'closed']);
      expect(performance.now() - from).toBeLessThan(1000);
    },
  );

  it('[TRUST9] a later poll of another origin is refused, whose connection it may be', async () => {
    const { device } = await paired();
    const page = by(device, 'polling');
    expect(await outcome(page)).toBe('connected');
    const at = `${device.url}/socket.io/?EIO=4&transport=polling&sid=${page.io.engine.id}`;
    const say = (headers: Record<string, string>) =>
      fetch(at, { method: 'POST', headers, body: '42["list:unwatch"]' });
    expect((await say({ origin: 'http://evil.example' })).status).toBe(400);
    expect((await say({ origin: device.url })).status).toBe(200);
  });

  it.each(['by the page', 'by another process'])(
    '[TRUST7] a revoked device is cut off within a second (%s)',
    async (how) => {
      const { state, gateway, device } = await paired();
      const admin = await gateway.pair('admin');
      const { id } = await device.launch('s', 'while :; do echo x; sleep 0.01; done');
      const socket = await device.connect();
      await AttachedPage.attach(socket, id);
      const from = performance.now();
      if (how === 'by the page') {
        expect((await admin.call(`DELETE /api/devices/${device.id}`)).status).toBe(204);
      } else await (await Devices.open(state)).revoke(device.id);
      await expect.poll(() => socket.connected, { interval: 5, timeout: 5000 }).toBe(false);
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
    expect(await say('no such event', {})).toMatchObject(code('bad-request'));
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
    await expect.poll(() => socket.connected, { timeout: 5000 }).toBe(false);
    expect((await device.call('GET /api/sessions')).status).toBe(200);
    expect(gateway.said).toEqual([]);
  });
});
