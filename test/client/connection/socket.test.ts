import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { expect, it, onTestFinished, vi } from 'vitest';
import { socketOpener } from '../../../client/connection/socket.ts';
import { type Transport, Transports } from '../../../client/connection/transports.ts';
import { TestGateway, testState } from '../../gateway/gateways.ts';

/** What a socket that is opened from that page's address reports first. */
function firstReport(token: string, url: string, by: Transport = 'websocket'): Promise<string> {
  const { host, hostname, port } = new URL(url);
  vi.stubGlobal('location', { protocol: 'http:', host, hostname, port });
  vi.stubGlobal('document', { baseURI: `${url}/` });
  onTestFinished(() => void vi.unstubAllGlobals());
  return new Promise((resolve) => {
    const memory = by === 'polling' ? { pollingAt: Date.now() } : null;
    const transports = new Transports({ read: () => memory, write: () => {} }, Date.now);
    const socket = socketOpener(transports)(token, {
      connected: () => resolve('connected'),
      heard: () => {},
      event: () => {},
      lost: () => resolve('lost'),
      stranger: () => resolve('stranger'),
      refused: () => resolve('refused'),
    });
    onTestFinished(() => socket.close());
  });
}

/** A server of Socket.IO's that lets everybody in, and all that it has received. */
async function strangerAtThePort() {
  const server = createServer().listen(0, '127.0.0.1');
  const received: string[] = [];
  server.on('upgrade', (request: IncomingMessage, socket) => {
    received.push(request.url ?? '', JSON.stringify(request.rawHeaders));
    socket.on('data', (bytes) => received.push(String(bytes)));
  });
  const io = new Server(server);
  // After Socket.IO, which takes its own requests out.
  server.on('request', (request: IncomingMessage) => {
    received.push(request.url ?? '', JSON.stringify(request.rawHeaders));
    request.on('data', (bytes) => received.push(String(bytes)));
  });
  io.engine.on('connection', (connection: NodeJS.EventEmitter) => {
    connection.on('packet', (packet: unknown) => received.push(JSON.stringify(packet)));
  });
  onTestFinished(() => void io.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, received, io };
}

const ways: readonly Transport[] = ['websocket', 'polling'];

it.each(ways)(
  '[TRUST40] the page says its token to a gateway that has proven to know it, and comes in (%s)',
  async (by) => {
    const gateway = await TestGateway.start(await testState());
    const { token } = await gateway.pair();
    expect(await firstReport(token, gateway.url, by)).toBe('connected');
  },
);

it.each(ways)(
  '[TRUST40] a stranger at the port gets no token, whatever it answers (%s)',
  async (by) => {
    const { url, received, io } = await strangerAtThePort();
    const token = 'a-token-that-nobody-else-may-ever-get-to-see';
    for (const id of [null, 'made-up', `made-up.${'x'.repeat(43)}`, 'made-up.']) {
      if (id !== null) io.engine.generateId = () => `${id}${Math.random()}`.replace(/0\./, '');
      expect(await firstReport(token, url, by)).toBe('stranger');
    }
    expect(received.length).toBeGreaterThan(0);
    expect(received.join('\n')).not.toContain(token);
  },
);

it('[TRUST41] a gateway proves to a revoked device that it was revoked; another one proves nothing', async () => {
  const gateway = await TestGateway.start(await testState());
  const device = await gateway.pair();
  const admin = await gateway.pair('admin');
  expect((await admin.call(`DELETE /api/devices/${device.id}`)).status).toBe(204);
  expect(await firstReport(device.token, gateway.url)).toBe('refused');
  const another = await TestGateway.start(await testState());
  expect(await firstReport(device.token, another.url)).toBe('stranger');
});
