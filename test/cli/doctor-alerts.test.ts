import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { parseSubscription } from '../../server/alerts/channels/push/subscription.ts';
import { Subscriptions } from '../../server/alerts/channels/push/subscriptions.ts';
import { openVapidKey } from '../../server/alerts/channels/push/vapid.ts';
import { clock, examineAlerts } from '../../server/cli/doctor/alerts.ts';
import { thisWorld, type World } from '../../server/cli/doctor/world.ts';
import { Devices } from '../../server/gateway/access/devices.ts';
import { ProxyServer } from '../alerts/channels/proxy-server.ts';
import { PushService } from '../alerts/channels/push-service.ts';
import { TestGateway, testState } from '../gateway/gateways.ts';

beforeEach(() => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('[DOCTOR10] nobody is asked where no alerts are sent', async () => {
  const { root } = await testState();
  expect(await examineAlerts(thisWorld({ OUTLIVE_STATE_DIR: root }))).toEqual([]);
});

test('[DOCTOR10] the push services in use are asked, through the proxy too, and one that is away is told', async () => {
  const { look, service } = await subscribed();
  expect(await look()).toMatchObject([
    { check: 'push', state: 'ok', words: `${service.host} can be reached.` },
    { check: 'clock', state: 'ok' },
    { check: 'alerts', state: 'warning', fix: 'outlive service install' },
  ]);
  const proxy = await ProxyServer.start('a:b');
  onTestFinished(() => proxy.close());
  const [through] = await look({ HTTPS_PROXY: `http://a:b@${proxy.host}` });
  expect(through).toMatchObject({
    state: 'ok',
    words: expect.stringContaining('through the proxy'),
  });
  expect(through?.words).not.toContain('a:b');
  expect(proxy.tunnels).toEqual([service.host]);
  const [refused] = await look({ HTTPS_PROXY: `http://${proxy.host}` });
  expect(refused).toMatchObject({
    state: 'warning',
    words: expect.stringMatching(/asks for a login/),
  });
  service.close();
  expect((await look())[0]).toMatchObject({
    state: 'warning',
    words: expect.stringMatching(/refuses/),
  });
});

test('[DOCTOR10] the gateway’s proxy counts, not the shell’s; one that the system starts again is told so', async () => {
  const { look, service, state } = await subscribed();
  const proxy = await ProxyServer.start();
  onTestFinished(() => proxy.close());
  const gateway = await TestGateway.start(state);
  const [pid, environ] = [process.pid, `A=b=c\0HTTPS_PROXY=http://${proxy.host}\0`];
  const files = new Map([
    [`/proc/${pid}/environ`, environ],
    [
      `/proc/${pid}/cgroup`,
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/outlive.service\n',
    ],
  ]);
  const findings = await look(
    { HTTPS_PROXY: 'http://127.0.0.1:1' },
    async (path) => files.get(path) ?? null,
  );
  expect(findings).toMatchObject([
    { check: 'push', state: 'ok' },
    { check: 'clock', state: 'ok' },
    { check: 'alerts', state: 'ok', words: expect.stringMatching(/starts the gateway again/) },
  ]);
  expect(proxy.tunnels).toEqual([service.host]);
  await gateway.gateway.close();
});

test.each([
  [0, 'ok'],
  [4 * 60_000, 'ok'],
  [-20 * 60_000, 'warning'],
  [20 * 60_000, 'warning'],
  [13 * 3600_000, 'broken'],
])('[DOCTOR10] a clock that is %d ms slow is %s', (aheadMs, state) => {
  expect(clock(aheadMs).state).toBe(state);
});

async function subscribed() {
  const service = await PushService.start();
  onTestFinished(() => service.close());
  const state = await testState();
  const { root, machineDir } = state;
  const folder = join(machineDir, 'alerts');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // A gateway forgets subscriptions of devices that it does not know.
  const devices = await Devices.open(state);
  const { device } = await devices.add({ name: 'phone', address: '', pairing: '' });
  const key = await openVapidKey(folder);
  const parsed = parseSubscription(service.subscribe(key.publicKey), 'https://x.example/');
  if (parsed === null) throw new Error('a good subscription was refused');
  await new Subscriptions(folder).put(device.id, parsed);
  const look = (env = {}, read?: World['read']) => {
    const world = thisWorld({ OUTLIVE_STATE_DIR: root, ...env });
    return examineAlerts(read === undefined ? world : { ...world, read });
  };
  return { look, service, state };
}
