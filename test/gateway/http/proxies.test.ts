// The gateway behind a real nginx, as it is set up in front of tools like this one.
import { describe, expect, it, onTestFinished } from 'vitest';
import { doors, hasNginx, Nginx } from '../../nginx.ts';
import { TestDevice, TestGateway, testState } from '../gateways.ts';

async function behind(server: (to: string) => string) {
  const gateway = await TestGateway.start(await testState());
  const nginx = await Nginx.start(server(gateway.url));
  onTestFinished(() => nginx.close());
  const { token, id } = await gateway.pair();
  return { gateway, nginx, device: new TestDevice(nginx.url, token, id) };
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
});
