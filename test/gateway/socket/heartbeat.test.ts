// A phone that is out of reach says nothing, and neither does somebody who only wants a place.
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { TestGateway, testState } from '../gateways.ts';

/** A paired device's connection, by hand: it comes in, and says nothing any more. */
function silentPage(url: string, token: string) {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const page = { said: '', isOpen: true };
  socket.on('error', () => {});
  socket.once('close', () => {
    page.isOpen = false;
  });
  const upgrade = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
  let hasCome = false;
  socket.on('data', (chunk) => {
    page.said += chunk.toString('latin1');
    if (hasCome || !page.said.includes('"sid"')) return;
    hasCome = true;
    const words = Buffer.from(`40${JSON.stringify({ token })}`);
    // A text frame, masked with zeros (RFC 6455, 5.2).
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | words.length, 0, 0, 0, 0]), words]));
  });
  return page;
}

it('[TRUST26] a peer that gives no sign of life is let go of', async () => {
  const quick = { heartbeat: { everyMs: 200, patienceMs: 1000 } };
  const gateway = await TestGateway.start(await testState(), quick);
  const device = await gateway.pair();
  const living = await device.connect();
  const page = silentPage(gateway.url, device.token);
  // It came in: the second packet of Socket.IO's is its answer.
  await expect.poll(() => page.said).toMatch(/40\{"sid"/);
  await expect.poll(() => page.isOpen, { timeout: 10_000 }).toBe(false);
  expect(living.connected).toBe(true);
});

it('[TRUST26] it takes at most 18 s', async () => {
  const gateway = await TestGateway.start(await testState());
  const page = silentPage(gateway.url, (await gateway.pair()).token);
  await expect.poll(() => page.said).toContain('"sid"');
  const [, every, patience] = /"pingInterval":(\d+),"pingTimeout":(\d+)/.exec(page.said) ?? [];
  expect(Number(every) + Number(patience)).toBeLessThanOrEqual(18_000);
});
