// What is on its way to a device when it is shut out.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, it } from 'vitest';
import { Devices } from '../../../server/gateway/access/devices.ts';
import { TestGateway, testState } from '../gateways.ts';

/** More than the system keeps of a connection that nobody reads. */
const lines = 6_000_000;

it('[TRUST7] a log that is being sent ends with the device’s right to it', async () => {
  const state = await testState();
  const gateway = await TestGateway.start(state);
  const [owner, lost] = [await gateway.pair('owner'), await gateway.pair('lost')];
  const { id } = await owner.launch('long', `yes | head -n ${lines}; echo over; exec sleep 1000`);
  const last = async () => (await owner.call(`GET /api/sessions/${id}`)).body.lastLine;
  await expect.poll(last, { interval: 200, timeout: 25_000 }).toBe('over');

  const asked = request(`${gateway.url}/api/sessions/${id}/log?raw=1`, {
    headers: { authorization: `Bearer ${lost.token}` },
  }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  await once(answer, 'readable');
  await (await Devices.open(state)).revoke(lost.id);
  await expect.poll(async () => (await lost.call('GET /api/sessions')).status).toBe(401);
  const closed = new Promise((resolve) => answer.once('close', resolve));
  answer.resume();
  await closed;
  expect(answer.complete).toBe(false);
});
