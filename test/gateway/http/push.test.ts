import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createPairing } from '../../../server/gateway/access/pairing.ts';
import { ProxyServer } from '../../alerts/channels/proxy-server.ts';
import { PushService } from '../../alerts/channels/push-service.ts';
import { Receiver } from '../../alerts/channels/receiver.ts';
import { TestDevice, TestGateway, testState } from '../gateways.ts';

const page = 'http://127.0.0.1:7373/settings';

beforeEach(() => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('[PUSH8] a device subscribes, is pushed to, and loses it with its pairing', async () => {
  const { owner, gateway, service, subscribed } = await made();
  const phone = await gateway.pair('phone');
  const subscription = await subscribed(phone);
  expect((await phone.call('PUT /api/push', { subscription, page })).body).toMatchObject({
    ...{ subscribed: true, endpoint: subscription.endpoint },
  });
  const tried = await phone.call('POST /api/push/test', {});
  expect(tried.body).toMatchObject({
    ok: true,
    why: null,
    tag: expect.stringMatching(/^[\w-]{32}$/),
  });
  const { notification } = JSON.parse(service.received[0]?.text ?? '');
  expect(notification).toMatchObject({ tag: tried.body.tag, title: 'Alerts work' });
  expect(notification.navigate).toBe('http://127.0.0.1:7373/alerts');
  expect((await owner.call('GET /api/push')).body).toMatchObject({ subscribed: false });
  expect((await owner.call('POST /api/push/test', {})).body).toMatchObject({ ok: false });
  const file = join(gateway.state.machineDir, 'alerts', 'push', `${phone.id}.json`);
  expect(existsSync(file)).toBe(true);
  await owner.call(`DELETE /api/devices/${phone.id}`);
  await expect.poll(() => existsSync(file)).toBe(false);
});

test('[PUSH8] a device unsubscribes; one revoked while no gateway runs is forgotten at the next start', async () => {
  const { gateway, owner, subscribed } = await made();
  const phone = await gateway.pair('phone');
  const file = join(gateway.state.machineDir, 'alerts', 'push', `${phone.id}.json`);
  await phone.call('PUT /api/push', { subscription: await subscribed(phone), page });
  expect((await phone.call('DELETE /api/push')).status).toBe(204);
  expect(existsSync(file)).toBe(false);
  await phone.call('PUT /api/push', { subscription: await subscribed(phone), page });
  const own = join(gateway.state.machineDir, 'alerts', 'push', `${owner.id}.json`);
  await owner.call('PUT /api/push', { subscription: await subscribed(owner), page });
  await gateway.gateway.close();
  const { Devices } = await import('../../../server/gateway/access/devices.ts');
  await (await Devices.open(gateway.state)).revoke(phone.id);
  await TestGateway.start(gateway.state);
  expect([existsSync(file), existsSync(own)]).toEqual([false, true]);
});

test('[PUSH3] a subscription that leads elsewhere is refused, from whoever', async () => {
  const { gateway, subscribed } = await made();
  const watching = await createPairing(gateway.state, {
    view: { session: 'abcdefgh', forMs: 60_000 },
  });
  const answer = await fetch(`${gateway.url}/api/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: watching.code }),
  });
  const { token, deviceId } = (await answer.json()) as { token: string; deviceId: string };
  const advisor = new TestDevice(gateway.url, token, deviceId);
  const subscription = await subscribed(advisor);
  for (const endpoint of [
    ...['https://169.254.169.254/latest/', 'https://localhost/x', 'http://fcm.googleapis.com/x'],
    ...['https://10.0.0.1/', 'https://fcm.googleapis.com:7373/', 'x'],
  ]) {
    const bad = { ...subscription, endpoint };
    const refused = await advisor.call('PUT /api/push', { subscription: bad, page });
    expect([refused.status, refused.body.error?.message]).toEqual([
      400,
      expect.stringMatching(/\.$/),
    ]);
  }
  expect((await advisor.call('PUT /api/push', { subscription, page })).status).toBe(200);
  expect((await advisor.call('PUT /api/alerts/channels', { pushHosts: ['x.org'] })).status).toBe(
    403,
  );
  expect((await advisor.call('GET /api/alerts/channels')).status).toBe(403);
  expect((await advisor.call('POST /api/alerts/test', {})).status).toBe(403);
});

test('[HOOK6] channels are set, shown without secrets, and tried', async () => {
  const { owner } = await made();
  const receiver = await Receiver.start();
  onTestFinished(() => receiver.close());
  const webhook = { name: 'lab', preset: 'slack', url: `${receiver.url}/secretpath` };
  const put = await owner.call('PUT /api/alerts/channels', { webhooks: [webhook] });
  expect(JSON.stringify(put.body)).not.toContain('secretpath');
  expect(put.body.presets).toContainEqual(expect.objectContaining({ id: 'ntfy', needs: ['to'] }));
  const again = await owner.call('PUT /api/alerts/channels', { webhooks: put.body.webhooks });
  expect(again.status).toBe(200);
  const tried = await owner.call('POST /api/alerts/test', {});
  expect(tried.body).toEqual({ results: [{ channel: 'webhook', to: 'lab', ok: true, why: null }] });
  expect(receiver.received[0]).toMatchObject({ path: '/secretpath' });
  const bad = await owner.call('PUT /api/alerts/channels', { command: { path: '/nonexistent' } });
  expect([bad.status, bad.body.error.message]).toEqual([
    400,
    'There is no program at /nonexistent.',
  ]);
  expect((await owner.call('POST /api/alerts/test', { name: 'none' })).status).toBe(400);
});

test('[PUSH7] a gateway behind a proxy pushes through it', async () => {
  const proxy = await ProxyServer.start('lab:secret');
  onTestFinished(() => proxy.close());
  const { owner, service, subscribed } = await made({
    HTTPS_PROXY: `http://lab:secret@${proxy.host}`,
  });
  await owner.call('PUT /api/push', { subscription: await subscribed(owner), page });
  expect((await owner.call('POST /api/push/test', {})).body).toMatchObject({ ok: true });
  expect(proxy.tunnels).toEqual([service.host]);
});

/** A gateway whose owner has allowed a push service, and browsers that subscribe there. */
async function made(env: NodeJS.ProcessEnv = {}) {
  const service = await PushService.start();
  onTestFinished(() => service.close());
  const gateway = await TestGateway.start(await testState(), { env });
  const owner = await gateway.pair('laptop');
  await owner.call('PUT /api/alerts/channels', { pushHosts: [service.host] });
  const subscribed = async (device: TestDevice) =>
    service.subscribe((await device.call('GET /api/push')).body.publicKey);
  return { gateway, owner, service, subscribed };
}
