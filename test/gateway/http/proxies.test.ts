// The gateway behind a real nginx, as it is set up in front of tools like this one.
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GatewayOptions } from '../../../server/gateway/gateway.ts';
import type { SessionSummary } from '../../../server/protocol/session.ts';
import { doors, hasNginx, Nginx, strippedPath } from '../../nginx.ts';
import { type PageSocket, TestDevice, TestGateway, testState, watchList } from '../gateways.ts';
import { AttachedPage } from '../socket/attached-page.ts';

const clientDir = fileURLToPath(new URL('../../../client', import.meta.url));

async function behind(server: (to: string) => string, options: Partial<GatewayOptions> = {}) {
  const gateway = await TestGateway.start(await testState(), { clientDir, ...options });
  const nginx = await Nginx.start(server(gateway.url));
  onTestFinished(() => nginx.close());
  const { token, id } = await gateway.pair();
  return { gateway, nginx, device: new TestDevice(nginx.url, token, id) };
}

async function connected(
  device: TestDevice,
  transport: string,
  path = '/socket.io',
): Promise<PageSocket> {
  const socket: PageSocket = io(device.url, {
    ...{ path, auth: { token: device.token } },
    ...{ transports: [transport], reconnection: false, forceNew: true },
  });
  onTestFinished(() => void socket.close());
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

describe.skipIf(!hasNginx)('behind a proxy', () => {
  it('[GATE60] an impatient proxy gets its answer about a pairing that nobody uses', async () => {
    const { device } = await behind(doors.impatient);
    const { body } = await device.call('POST /api/pairings', {});
    expect(await device.call(`GET /api/pairings/${body.id}`)).toMatchObject({
      status: 200,
      body: { device: null },
    });
  }, 30_000);

  /** Where the page's relative addresses begin when it is opened at `path`. */
  async function baseAt(url: string, path: string) {
    const html = await (await fetch(url + path, { headers: { accept: 'text/html' } })).text();
    const [, base] = /<base href="([^"]+)" \/>/.exec(html) ?? [];
    return new URL(base ?? 'none', url + path).pathname;
  }
  const addresses = ['/', '/new', '/s/train', '/s/train/', '/nowhere', '/no/where/at/all'];

  it('[GATE61] under a path that is taken away, every address of the page knows where it begins', async () => {
    const { nginx } = await behind(doors.stripped);
    for (const path of addresses) {
      expect(await baseAt(nginx.url, strippedPath + path), path).toBe(`${strippedPath}/`);
    }
  });

  it('[GATE61] under a path that is kept, too, and in a tunnel past the proxy', async () => {
    const { gateway, nginx, device } = await behind(doors.kept, { basePath: '/lab/outlive' });
    for (const path of addresses) {
      expect(await baseAt(nginx.url, `/lab/outlive${path}`), path).toBe('/lab/outlive/');
      expect(await baseAt(gateway.url, path), path).toBe('/');
    }
    expect(gateway.gateway.urls).toEqual([`${gateway.url}/lab/outlive`]);
    expect((await device.call('GET /lab/outlive/api/sessions')).status).toBe(200);
    expect((await fetch(`${nginx.url}/lab/outlivex/healthz`)).status).toBe(404);
    await connected(device, 'websocket', '/lab/outlive/socket.io');
  });

  it('[GATE62] where no upgrade gets through, polling has the list and a session live, within credit', async () => {
    const { gateway, device } = await behind(doors.noUpgrade);
    await expect(connected(device, 'websocket')).rejects.toThrow('websocket error');
    const socket = await connected(device, 'polling');
    const { named } = await watchList(socket);
    const { id } = await device.launch('flood', 'read x; seq 1 400000; echo done; read x');
    await expect.poll(() => named('flood')?.state).toBe('running');
    const page = await AttachedPage.attach(socket, id, { eager: false });
    const bytes = new TextEncoder().encode('\n');
    await socket.emitWithAck('input', { session: id, source: 'page', seq: 1, bytes });
    const lastLine = async () => {
      const listed = (await device.call('GET /api/sessions')).body as SessionSummary[];
      return listed[0]?.lastLine;
    };
    await expect.poll(lastLine, { timeout: 20_000 }).toBe('done');
    // What has not been painted holds back what comes after it, as on a WebSocket.
    expect(Buffer.concat(page.parts).length).toBeLessThan(300_000);
    page.eager = true;
    page.paint();
    await page.until(() => page.shown.includes('done'));
    expect(gateway.said).toEqual([]);
  }, 60_000);
});
