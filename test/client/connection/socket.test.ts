import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { socketOpener } from '../../../client/connection/socket.ts';
import { Transports } from '../../../client/connection/transports.ts';
import { shownToken } from '../../../server/protocol/handshake.ts';

it('[TRUST21] the page shows its token with the request for the connection, in no address', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  // Where the page was loaded from.
  const host = `127.0.0.1:${port}`;
  vi.stubGlobal('location', { protocol: 'http:', host, hostname: '127.0.0.1', port: `${port}` });
  vi.stubGlobal('document', { baseURI: `http://${host}/` });
  onTestFinished(() => void vi.unstubAllGlobals());
  const token = 'a-token_of-base64url';
  const nothing = () => {};
  const events = { connected: nothing, heard: nothing, event: nothing, lost: nothing };
  const transports = new Transports({ read: () => null, write: nothing }, Date.now);
  const socket = socketOpener(transports)(token, { ...events, refused: nothing });
  onTestFinished(() => socket.close());
  const [request, peer] = (await once(server, 'upgrade')) as [IncomingMessage, { destroy(): void }];
  peer.destroy();
  expect(shownToken(request.headers)).toBe(token);
  expect(request.url).not.toContain(token);
});

it.each([undefined, '', 'outlive', 'outlive.token.', `outlive.token.${'x'.repeat(129)}`])(
  '[TRUST21] a request that shows no token (%s) is a stranger',
  (header) => {
    expect(shownToken({ 'sec-websocket-protocol': header })).toBeNull();
  },
);
