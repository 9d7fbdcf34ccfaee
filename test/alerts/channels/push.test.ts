import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Sent } from '../../../server/alerts/channels/channel.ts';
import { proxyFor } from '../../../server/alerts/channels/outbound/proxy.ts';
import { encrypt } from '../../../server/alerts/channels/push/encrypt.ts';
import { pushChannel, topicOf } from '../../../server/alerts/channels/push/push-channel.ts';
import { parsePushHost, whyNotPushed } from '../../../server/alerts/channels/push/push-hosts.ts';
import { parseSubscription } from '../../../server/alerts/channels/push/subscription.ts';
import { Subscriptions } from '../../../server/alerts/channels/push/subscriptions.ts';
import {
  openVapidKey,
  type VapidKey,
  vapidSubject,
} from '../../../server/alerts/channels/push/vapid.ts';
import { alertOf } from './alert.ts';
import { ProxyServer } from './proxy-server.ts';
import { PushService } from './push-service.ts';

const device = '0123456789ab';

test('[PUSH1] a message is encrypted as in the example of RFC 8291, appendix A', () => {
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const keys = {
    p256dh:
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const body = encrypt(Buffer.from('When I grow up, I want to be a watermelon'), keys, {
    salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
    privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  });
  expect(body.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('[PUSH2] the key that browsers subscribe with stays, for its owner alone; a damaged one is replaced', async () => {
  const folder = ownFolder();
  const { publicKey } = await openVapidKey(folder);
  expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65);
  expect((await openVapidKey(folder)).publicKey).toBe(publicKey);
  const file = join(folder, 'vapid.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
  expect((await openVapidKey(folder)).publicKey).not.toBe(publicKey);
});

test.each([
  [null, 'project'],
  ['http://127.0.0.1:7373', 'project'],
  ['https://127.0.0.1:7373', 'project'],
  ['https://[::1]:7373', 'project'],
  ['https://localhost:7373', 'project'],
  ['https://gpu.local', 'project'],
  ['https://gpu', 'project'],
  ['http://gpu.example.org', 'project'],
  ['https://gpu.tail1234.ts.net/outlive', 'https://gpu.tail1234.ts.net'],
])('[PUSH2] a page at %s is signed for with %s', (page, subject) => {
  expect(vapidSubject(page, 'project')).toBe(subject);
});

describe('[PUSH3] a device names known push services only', () => {
  const owner = ['push.example.org', '127.0.0.1:8443'];
  test.each([
    'https://fcm.googleapis.com/fcm/send/abc:def',
    'https://web.push.apple.com/QGuQ',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://wns2-par02p.notify.windows.com/w/?token=x',
    'https://push.example.org/UP?id=1',
    'https://127.0.0.1:8443/push/1',
  ])('%s', (endpoint) => expect(whyNotPushed(endpoint, owner)).toBeNull());

  test.each([
    ...['http://fcm.googleapis.com/x', 'https://169.254.169.254/latest/meta-data/'],
    ...['https://localhost/x', 'https://127.0.0.1/x', 'https://[::1]:7373/x', 'https://10.0.0.1/'],
    ...[
      'https://2130706433/',
      'https://fcm.googleapis.com:8443/x',
      'https://fcm.googleapis.com.evil.org/',
    ],
    ...[
      'https://evilpush.apple.com.org/',
      'https://notpush.apple.com@127.0.0.1/',
      'file:///etc/passwd',
    ],
    ...[
      'https://user:x@fcm.googleapis.com/',
      'https://evil-fcm.googleapis.com/',
      'https://xpush.apple.com/',
    ],
    ...[
      'https://push.example.org:444/',
      '',
      'nonsense',
      `https://fcm.googleapis.com/${'x'.repeat(3000)}`,
    ],
  ])('not %s', (endpoint) =>
    expect(whyNotPushed(endpoint, owner)).toEqual(expect.stringMatching(/\.$/)),
  );

  test('the owner names hosts, with or without a port', () => {
    expect(parsePushHost('Push.Example.org')).toBe('push.example.org');
    expect(parsePushHost('[fd00::1]:8443')).toBe('[fd00::1]:8443');
    for (const bad of ['', 'https://x', 'x/y', 'u@x', 'x y', 'x?y'])
      expect(parsePushHost(bad)).toBeNull();
  });
});

test('[PUSH4] a subscription that could not be encrypted for is none', async () => {
  const { subscription } = await made();
  const page = 'https://gpu.example.org/';
  expect(parseSubscription(subscription, page)).not.toBeNull();
  expect(parseSubscription(subscription, 'javascript:alert(1)')).toBeNull();
  expect(parseSubscription({ ...subscription, endpoint: 3 }, page)).toBeNull();
  const keys = subscription.keys;
  const offCurve = Buffer.from(keys.p256dh, 'base64url');
  offCurve.writeUInt8(offCurve.readUInt8(64) ^ 1, 64);
  for (const bad of [
    { ...keys, auth: 'short' },
    { ...keys, p256dh: offCurve.toString('base64url') },
    { ...keys, p256dh: '' },
    null,
  ])
    expect(parseSubscription({ ...subscription, keys: bad }, page)).toBeNull();
});

test('[PUSH5] an alert arrives encrypted, urgent, in the declarative form, and leads to its page', async () => {
  const { send, service, subscriptions } = await made();
  const file = join(subscriptions.folder, 'push', `${device}.json`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await send(alertOf({ unseen: 3 }))).toEqual({ ok: true });
  expect(service.refused).toEqual([]);
  const [{ headers, subject, text }] = service.received as [(typeof service.received)[0]];
  expect(headers).toMatchObject({ urgency: 'high', ttl: '86400', topic: topicOf(alertOf()) });
  expect(subject).toBe('https://outlive.example.org');
  expect(JSON.parse(text)).toEqual({
    web_push: 8030,
    app_badge: 3,
    notification: {
      title: 'gpt2-lr2 failed: out of memory',
      body: 'rank 3: torch.OutOfMemoryError: CUDA out of memory.',
      navigate: 'https://gpu.example.org/hub/s/gpt2-lr2',
      tag: topicOf(alertOf()),
      timestamp: Date.parse('2026-11-30T22:15:00.000Z'),
      data: { id: 'a1b2c3d4e5f60718' },
    },
  });
  await send(alertOf({ kind: 'stalled' }));
  expect(service.received[1]?.headers.ttl).toBe('3600');
  expect(topicOf(alertOf())).toMatch(/^[\w-]{32}$/);
  expect(topicOf(alertOf({ id: 'other' }))).toBe(topicOf(alertOf()));
  expect(topicOf(alertOf({ session: null }))).not.toBe(topicOf(alertOf()));
});

test('[PUSH5] a text of any length and kind arrives, or is left out', async () => {
  const { send, service } = await made();
  const odd = '\u001b[31m\ud83d\ude00\ud83d"\n\u202e';
  for (const text of [odd, odd.repeat(2000), '\0'.repeat(900)]) {
    expect(await send(alertOf({ text, title: text }))).toEqual({ ok: true });
    const { notification } = JSON.parse(service.received.at(-1)?.text ?? '');
    expect(notification.title).toBe(text.slice(0, 200));
  }
  expect(service.refused).toEqual([]);
});

describe('[PUSH6] a push service that does not take it', () => {
  const told = (sent: Sent) => (sent.ok ? null : sent);

  test.each([404, 410] as const)(
    '%s: the subscription goes, and is not taken back',
    async (mood) => {
      const { send, service, subscriptions, subscription } = await made();
      service.mood = mood;
      expect(told(await send())).toMatchObject({ retry: 'never', gone: true });
      expect(subscriptions.store.of(device)).toBeNull();
      expect(await subscriptions.store.devices()).toEqual([]);
      const again = parseSubscription(subscription, 'https://gpu.example.org/');
      expect(again && (await subscriptions.store.put(device, again))).toBe(false);
      const fresh = parseSubscription(service.subscribe('x'), 'https://gpu.example.org/');
      expect(fresh && (await subscriptions.store.put(device, fresh))).toBe(true);
    },
  );

  test('413: once more, without the text', async () => {
    const { send, service } = await made();
    service.limit = 600;
    expect(await send(alertOf({ text: 'x'.repeat(300) }))).toEqual({ ok: true });
    expect(JSON.parse(service.received[0]?.text ?? '').notification.body).toBe('');
    service.limit = 10;
    expect(told(await send())).toMatchObject({ retry: 'never' });
  });

  test.each([
    [429, { afterMs: 7000 }, /asks to wait/],
    [500, 'later', /trouble of its own \(500\)/],
    [403, 'never', /refuses it \(403\)/],
    [301, 'never', /does not follow/],
  ] as const)('%s: %s', async (mood, retry, why) => {
    const { send, service } = await made();
    service.mood = mood;
    expect(told(await send())).toMatchObject({ retry, why: expect.stringMatching(why) });
    expect(service.received).toHaveLength(1);
  });

  test('one that hangs is waited for as long as is bearable, one whose answer never ends not at all', async () => {
    const { send, service } = await made({ patienceMs: 300 });
    service.mood = 'hang';
    expect(told(await send())).toMatchObject({
      retry: 'later',
      why: expect.stringMatching(/does not answer/),
    });
    service.mood = 'endless';
    expect(await send()).toEqual({ ok: true });
  });

  test('a certificate that is not trusted, and nobody there', async () => {
    const { send, service } = await made();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '1');
    expect(told(await send())?.why).toMatch(/does not trust .*NODE_EXTRA_CA_CERTS/);
    service.close();
    expect(told(await send())).toMatchObject({
      retry: 'later',
      why: expect.stringMatching(/refuses/),
    });
  });

  test('a host that the owner has taken back is not sent to', async () => {
    const { send, service, allowed } = await made();
    allowed.length = 0;
    expect(told(await send())).toMatchObject({ retry: 'never' });
    expect(service.received).toHaveLength(0);
  });
});

describe('[PUSH7] a proxy stands between', () => {
  test('that knows the login', async () => {
    const proxy = await startProxy('me:p@ss');
    const { send, service } = await made({ HTTPS_PROXY: `http://me:p%40ss@${proxy.host}` });
    expect(await send()).toEqual({ ok: true });
    expect(proxy.tunnels).toEqual([service.host]);
  });

  test.each([
    ['', /asks for a login.*HTTPS_PROXY/],
    ['me:wrong@', /refuses the login/],
  ])('that wants another login than "%s": said in words', async (login, why) => {
    const proxy = await startProxy('me:p@ss');
    const { send } = await made({ https_proxy: `http://${login}${proxy.host}` });
    expect(await send()).toMatchObject({
      ok: false,
      retry: 'never',
      why: expect.stringMatching(why),
    });
  });

  test('that is not there, or is of another kind', async () => {
    const proxy = await startProxy();
    const { host } = proxy;
    proxy.close();
    const { send } = await made({ HTTPS_PROXY: host });
    expect(await send()).toMatchObject({
      retry: 'later',
      why: expect.stringMatching(/^The proxy: /),
    });
    const { send: socks } = await made({ HTTPS_PROXY: 'socks5://127.0.0.1:1' });
    expect(await socks()).toMatchObject({
      retry: 'never',
      why: expect.stringMatching(/http:\/\//),
    });
  });

  test.each([
    ['*', true],
    ['.example.org', true],
    ['example.org', true],
    ['ample.org', false],
    ['push.example.org:443', true],
    ['push.example.org:80', false],
    ['localhost, push.example.org', true],
    ['localhost push.example.org', true],
    ['', false],
  ])('NO_PROXY=%s: %s', (list, isDirect) => {
    const env = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: list };
    expect(proxyFor(new URL('https://push.example.org/x'), env)).toBe(
      isDirect ? null : 'http://proxy:3128',
    );
  });

  test('NO_PROXY knows networks, and each scheme has its own proxy', () => {
    const at = (url: string, env: NodeJS.ProcessEnv) => proxyFor(new URL(url), env);
    const env = { ALL_PROXY: 'p:1', no_proxy: '10.0.0.0/8,fd00::/8,::1' };
    expect(at('https://10.1.2.3/', env)).toBeNull();
    expect(at('https://[fd00::5]/', env)).toBeNull();
    expect(at('https://[::1]:8443/', env)).toBeNull();
    expect(at('https://11.1.2.3/', env)).toBe('http://p:1');
    expect(at('http://x/', { HTTPS_PROXY: 'p:1' })).toBeNull();
  });
});

beforeEach(() => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function ownFolder(): string {
  const folder = mkdtempSync('/tmp/ol-alerts-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function startProxy(login?: string): Promise<ProxyServer> {
  const proxy = await ProxyServer.start(login);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** A push service, a device that is subscribed to it, and the channel to both. */
async function made({ patienceMs, ...env }: { patienceMs?: number; [name: string]: unknown } = {}) {
  const service = await PushService.start();
  onTestFinished(() => service.close());
  const folder = ownFolder();
  const key: VapidKey = await openVapidKey(folder);
  const store = new Subscriptions(folder);
  const subscription = service.subscribe(key.publicKey);
  const parsed = parseSubscription(subscription, 'https://gpu.example.org/hub/settings');
  if (parsed === null) throw new Error('a good subscription was refused');
  await store.put(device, parsed);
  const allowed = [service.host];
  const channel = pushChannel({
    ...{ subscriptions: store, key, now: Date.now, allowed: () => allowed },
    subject: () => 'https://outlive.example.org',
    out: { env: env as NodeJS.ProcessEnv, ...(patienceMs && { patienceMs }) },
  });
  const send = (message = alertOf()) => channel.send(message, device);
  return { send, service, subscription, subscriptions: { store, folder }, allowed };
}
