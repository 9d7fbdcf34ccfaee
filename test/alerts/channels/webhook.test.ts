import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Channels, openChannels } from '../../../server/alerts/channels/channels.ts';
import { presets } from '../../../server/alerts/channels/webhook/presets.ts';
import { stringsIn, unknownWords } from '../../../server/alerts/channels/webhook/template.ts';
import { presetOf, requestFor } from '../../../server/alerts/channels/webhook/webhook-channel.ts';
import { issueWords } from '../../../server/gateway/http/issue-words.ts';
import { alertOf } from './alert.ts';
import { ProxyServer } from './proxy-server.ts';
import { Receiver } from './receiver.ts';

test('[HOOK1] nothing that a session is called breaks out of the string it stands in', async () => {
  const { channels, receiver, send } = await made();
  const body = {
    text: '{title}',
    deep: [{ name: 'x {name} y', kept: 3, none: null }, '{{title}}', '{level}'],
    plain: '{',
  };
  await channels.change({
    webhooks: [{ name: 'own', url: `${receiver.url}/{name}?t={title}`, body }],
  });
  const odd = 'a"},{"x":"{secret}\\\n</b>{text}\u202e&#';
  expect(await send('own', alertOf({ title: odd, name: '../../x?y#z' }))).toEqual({ ok: true });
  const [got] = receiver.received;
  expect(got?.body).toEqual({
    text: odd,
    deep: [{ name: 'x ../../x?y#z y', kept: 3, none: null }, `{${odd}}`, 'critical'],
    plain: '{',
  });
  expect(got?.path).toBe(`/..%2F..%2Fx%3Fy%23z?t=${encodeURIComponent(odd).replace('%3A', ':')}`);
});

test('[HOOK2] the last line leaves the machine only if it was asked for', async () => {
  const { channels, receiver, send } = await made();
  const url = receiver.url;
  await channels.change({
    webhooks: [
      { name: 'preset', preset: 'slack', url },
      { name: 'with', preset: 'slack', url, withText: true },
      { name: 'own', url, body: { t: '{text}' } },
      { name: 'whole', url },
      { name: 'whole with', url, withText: true },
    ],
  });
  for (const name of ['preset', 'with', 'own', 'whole', 'whole with']) await send(name);
  const bodies = receiver.received.map(({ body }) => JSON.stringify(body).includes('CUDA out of'));
  expect(bodies).toEqual([false, true, true, false, true]);
  expect(receiver.received[0]?.body).toEqual({
    text: 'gpt2-lr2 failed: out of memory\nhttps://gpu.example.org/s/gpt2-lr2',
  });
  expect(receiver.received[3]?.body).toEqual({
    ...{ id: 'a1b2c3d4e5f60718', kind: 'failed', session: 'k3x9p2ab', name: 'gpt2-lr2' },
    ...{ machine: 'gpu02', level: 'critical', title: 'gpt2-lr2 failed: out of memory' },
    ...{ url: 'https://gpu.example.org/s/gpt2-lr2', at: '2026-11-30T22:15:00.000Z' },
  });
});

test.each(Object.entries(presets))('[HOOK3] the preset %s makes one request', (id, preset) => {
  const given = { url: 'https://x.example/in/T0', secret: '123:S-ecret', to: 'topic' };
  const needed = Object.fromEntries(preset.needs.map((need) => [need, given[need]]));
  const webhook = { name: 'w', preset: id, when: 'always', withText: true, ...needed } as const;
  const { url, headers, body } = requestFor(webhook, { ...alertOf(), url: 'https://o/s/x' });
  expect(presetOf(webhook)).toBe(preset);
  expect(unknownWords(preset.body)).toEqual([]);
  expect(new URL(url).protocol).toBe('https:');
  const all = `${url} ${JSON.stringify(headers)} ${body}`;
  for (const need of preset.needs) expect(all).toContain(given[need]);
  expect(all).not.toMatch(/\{(?:secret|to|title|text|url|priority)\}/);
  const said = stringsIn(JSON.parse(String(body))).join('\n');
  expect(said).toContain('gpt2-lr2 failed: out of memory');
  expect(said).toContain('CUDA out of memory');
});

test('[HOOK3] a secret that is not given leaves its header out', () => {
  const webhook = { name: 'w', preset: 'ntfy', to: 't', when: 'always' } as const;
  const { headers, body } = requestFor(webhook, { ...alertOf(), url: 'https://o/s/x' });
  expect(headers).toEqual({ 'Content-Type': 'application/json' });
  expect(JSON.parse(String(body))).toMatchObject({
    ...{ topic: 't', priority: 5, message: 'gpt2-lr2 failed: out of memory' },
  });
});

test('[HOOK4] services that refuse, those that say so in an answer of 200 too', async () => {
  const { channels, receiver, send } = await made();
  const { url } = receiver;
  await channels.change({
    webhooks: [
      { name: 'd', preset: 'dingtalk', url },
      { name: 's', url },
    ],
  });
  receiver.answer = '{"errcode":310000,"errmsg":"keywords not in content"}';
  expect(await send('d')).toMatchObject({
    ok: false,
    why: expect.stringMatching(/keywords not in/),
  });
  receiver.answer = '{"errcode":0,"errmsg":"ok"}';
  expect(await send('d')).toEqual({ ok: true });
  receiver.status = 302;
  expect(await send('s')).toMatchObject({
    retry: 'never',
    why: expect.stringMatching(/not follow/),
  });
  expect(receiver.received).toHaveLength(3);
  receiver.status = 503;
  expect(await send('s')).toMatchObject({ retry: 'later' });
  expect(await send('nobody')).toMatchObject({ gone: true });
});

test('[PUSH7] a webhook by plain http goes through its proxy, too', async () => {
  const proxy = await ProxyServer.start();
  onTestFinished(() => proxy.close());
  const { channels, send, receiver } = await made({ http_proxy: proxy.host });
  await channels.change({ webhooks: [{ name: 'w', url: `${receiver.url}/x` }] });
  expect(await send('w')).toEqual({ ok: true });
  expect(proxy.relayed).toEqual([`${receiver.url}/x`]);
  expect(receiver.received[0]).toMatchObject({ path: '/x', body: { kind: 'failed' } });
});

describe('[HOOK5] what cannot be a webhook is refused in a sentence', () => {
  const good = { name: 'w', url: 'https://x.example/' };
  test.each([
    [{ ...good, url: 'ftp://x' }, /begins with https/],
    [{ ...good, url: 'nonsense' }, /begins with https/],
    [{ ...good, url: 'https://{title}/' }, /begins with https/],
    [{ ...good, url: 'https://u:p@x.example/' }, /begins with https/],
    [{ name: 'w' }, /needs "url"/],
    [{ ...good, body: { a: '{tilte}' } }, /\{tilte\}, which there is not/],
    [{ ...good, url: 'https://x.example/{__proto__}' }, /which there is not/],
    [{ ...good, headers: { 'X-Y': '{nothing}' } }, /which there is not/],
    [{ ...good, headers: { 'X Y': '1' } }, /cannot be sent as a header/],
    [{ ...good, headers: { 'X-Y': 'a\r\nHost: b' } }, /cannot be sent as a header/],
    [{ ...good, headers: { host: 'b' } }, /made by Outlive/],
    [{ ...good, preset: 'icq' }, /no preset "icq"/],
    [{ ...good, preset: 'telegram' }, /needs "secret".*bot/],
    [{ ...good, body: 'x'.repeat(9000) }, /too long/],
    [{ ...good, when: 'sometimes' }, /always or fallback/],
    [{ ...good, uri: 'x' }, /no "uri"/],
  ])('%j', async (webhook, words) => {
    const { channels, refusalOf } = await made();
    expect(await refusalOf({ webhooks: [webhook] })).toMatch(words);
    expect(channels.settings().webhooks).toEqual([]);
  });

  test('two of one name, and one push host that is none', async () => {
    const { refusalOf } = await made();
    expect(await refusalOf({ webhooks: [good, good] })).toMatch(/two webhooks named "w"/);
    expect(await refusalOf({ pushHosts: ['https://x/'] })).toMatch(/no push service/);
  });
});

test('[HOOK6] secrets are kept in a file of the owner’s, never shown, and stay where their mask is put again', async () => {
  const { channels, folder } = await made();
  const webhooks = [
    { name: 'a', preset: 'slack', url: 'https://hooks.slack.com/services/T0/B0/verysecret' },
    { name: 'b', preset: 'telegram', secret: '123:tokentoken', to: '42424242', when: 'fallback' },
    {
      name: 'c',
      url: 'https://x.example/path?key=verysecret',
      headers: { Authorization: 'Bearer verysecret' },
      body: { token: 'verysecrettoken', text: '{title} has ended' },
    },
  ];
  await channels.change({ webhooks, pushHosts: ['push.example.org'] });
  const file = join(folder, 'alerts', 'channels.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const shown = channels.shown();
  expect(JSON.stringify(shown)).not.toMatch(/verysecret|tokentoken|42424242/);
  expect(shown.webhooks[0]?.url).toMatch(/^https:\/\/hooks\.slack\.com\/••••[0-9a-f]{4}$/);
  expect(shown.webhooks[2]?.body).toMatchObject({ text: '{title} has ended' });
  const before = channels.settings();
  const renamed = shown.webhooks.map((hook) => ({ ...hook, name: `${hook.name}2` }));
  await channels.change({ webhooks: renamed });
  expect(channels.settings()).toEqual({
    ...before,
    webhooks: before.webhooks.map((hook) => ({ ...hook, name: `${hook.name}2` })),
  });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(channels.settings());
  const stranger = [{ name: 'x', url: 'https://hooks.slack.com/••••0000' }];
  await expect(channels.change({ webhooks: stranger })).rejects.toThrow(/Give it again/);
});

test('[HOOK6] of two changes at once both are kept; a refused one changes nothing', async () => {
  const { channels } = await made();
  const webhook = { name: 'a', url: 'https://x.example/' };
  const all = [{ webhooks: [webhook] }, { webhooks: 3 }, { pushHosts: ['push.example.org'] }];
  const came = await Promise.allSettled(all.map((changes) => channels.change(changes)));
  expect(came.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(channels.settings()).toMatchObject({
    ...{ webhooks: [webhook], command: null, pushHosts: ['push.example.org'] },
  });
});

/** Channels over a folder of their own, and a service to send to. */
async function made(env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync('/tmp/ol-alerts-');
  const receiver = await Receiver.start();
  onTestFinished(() => {
    receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const channels: Channels = await openChannels({
    state: { machineDir: folder },
    env,
    pageUrl: () => 'https://gpu.example.org',
  });
  const send = (to: string, alert = alertOf()) => {
    const webhook = channels.all.find(({ name }) => name === 'webhook');
    if (webhook === undefined) throw new Error('there is no channel of webhooks');
    return webhook.send(alert, to);
  };
  const refusalOf = (changes: object) =>
    channels.change(changes).then(
      () => 'taken',
      (error) => (error.issues ? issueWords(error) : error.message),
    );
  return { channels, receiver, folder, send, refusalOf };
}
