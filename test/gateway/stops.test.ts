// How a gateway stops: at once, whatever is connected to it; and by itself when its state directory has
// been replaced.
import { once } from 'node:events';
import { renameSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openStateDirectory } from '../../server/sessions/state-directory.ts';
import { TestGateway, testState } from './gateways.ts';

async function opened(url: string, text = ''): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** A request for a WebSocket. */
function upgrade(): string {
  return [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
}

/** A text frame of a client (RFC 6455, 5.2), masked with zeros. */
function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

it('[GATE71] it stops while pages stand still, and others have not finished what they began', {
  timeout: 15_000,
}, async () => {
  const gateway = await TestGateway.start(await testState());
  const { token } = await gateway.pair();
  const page = await opened(gateway.url, upgrade());
  await once(page, 'data');
  page.write(textFrame(`40{"token":"${token}"}`));
  await once(page, 'data');
  // From now on it neither reads nor answers, as a phone out of reach.
  page.pause();
  const stranger = await opened(gateway.url, upgrade());
  await once(stranger, 'data');
  stranger.pause();
  const half = await opened(gateway.url, 'POST /api/pair HTTP/1.1\r\nContent-Length: 9\r\n');
  const silent = await opened(gateway.url);
  const gone = [page, stranger, half, silent].map((socket) => once(socket, 'close'));
  await gateway.gateway.close();
  for (const socket of [page, stranger]) socket.resume();
  await Promise.all(gone);
});

it('[SESS40] it stops when its state directory is replaced, and nobody pairs by the new one', async () => {
  const state = await testState();
  const gateway = await TestGateway.start(state);
  const phone = await gateway.pair();
  const { root } = state;
  onTestFinished(() => rmSync(`${root}.moved`, { recursive: true, force: true }));
  renameSync(root, `${root}.moved`);
  openStateDirectory({ OUTLIVE_STATE_DIR: root });
  await expect(phone.call('GET /api/sessions')).rejects.toThrow();
  await gateway.gateway.closed;
  expect(gateway.said.join('\n')).toContain('is another folder now');
});
