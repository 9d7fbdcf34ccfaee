import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createPairing } from '../../../server/gateway/access/pairing.ts';
import { parseListen } from '../../../server/gateway/listen/address.ts';
import { TestGateway, testState } from '../gateways.ts';

async function opened(options: Parameters<typeof TestGateway.start>[1] = {}) {
  const state = await testState();
  return { state, gateway: await TestGateway.start(state, options) };
}

async function tryCode(url: string, code: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/api/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ code, device: 'Pixel' }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('the door', () => {
  it('[TRUST2] a code pairs once, link and typed code alike, in any writing', async () => {
    const { state, gateway } = await opened();
    const pairing = await createPairing(state);
    const typed = ` ${pairing.code.toLowerCase().replace('-', ' ')} `;
    const paired = await tryCode(gateway.url, typed);
    expect(paired).toMatchObject({ status: 200, body: { deviceId: expect.any(String) } });
    for (const code of [pairing.code, pairing.linkCode]) {
      expect(await tryCode(gateway.url, code)).toMatchObject({
        status: 403,
        body: { error: { code: 'bad-code' } },
      });
    }
    const link = await createPairing(state, { device: 'Named here' });
    const { status, body } = await tryCode(gateway.url, link.linkCode);
    expect(status).toBe(200);
    const listed = await fetch(`${gateway.url}/api/devices`, {
      headers: { authorization: `Bearer ${body.token}` },
    });
    expect(await listed.json()).toMatchObject([
      { name: 'Named here', current: true, address: '127.0.0.1' },
      { name: 'Pixel', current: false },
    ]);
  });

  it('[TRUST14] a paired page makes codes for others, with a link to the address it was opened at', async () => {
    const { gateway } = await opened();
    const device = await gateway.pair();
    const made = await device.call('POST /api/pairings', {}, { origin: gateway.url });
    expect(made.status).toBe(201);
    expect(made.body.link.startsWith(`${gateway.url}/pair#`)).toBe(true);
    expect(Date.parse(made.body.expiresAt)).toBeGreaterThan(Date.now());
    expect((await tryCode(gateway.url, made.body.code)).status).toBe(200);
    const named = await opened({ publicUrl: 'https://gpu.example' });
    const behind = await (await named.gateway.pair()).call('POST /api/pairings', {});
    expect(behind.body.link).toMatch(/^https:\/\/gpu\.example\/pair#[\w-]{22}$/);
  });

  it('[TRUST8] after five failures an address waits; a right code does not help it', async () => {
    const { state, gateway } = await opened();
    const { code } = await createPairing(state);
    const tries = [];
    for (let i = 0; i < 6; i++) tries.push((await tryCode(gateway.url, '0000-0000')).status);
    expect(tries).toEqual([403, 403, 403, 403, 403, 429]);
    expect(await tryCode(gateway.url, code)).toMatchObject({
      status: 429,
      body: { error: { code: 'too-many' } },
    });
  });

  it('[TRUST8] a try is counted even if it cannot be read', async () => {
    const { gateway } = await opened();
    for (const code of [null, 7, '', 'x'.repeat(65), {}]) {
      expect((await tryCode(gateway.url, code)).status).toBe(400);
    }
    expect((await tryCode(gateway.url, 'x')).status).toBe(429);
  });

  it('[TRUST8] behind our own proxy each address has its own tries', async () => {
    const { gateway } = await opened({ publicUrl: 'https://gpu.example' });
    const from = (address: string) =>
      tryCode(gateway.url, '0000-0000', { 'x-forwarded-for': address });
    for (let i = 0; i < 5; i++) expect((await from('10.0.0.1')).status).toBe(403);
    expect((await from('10.0.0.1')).status).toBe(429);
    expect((await from('10.9.9.9, 10.0.0.1')).status).toBe(429);
    expect((await from('10.0.0.2')).status).toBe(403);
    const direct = await opened();
    for (let i = 0; i < 5; i++) {
      await tryCode(direct.gateway.url, '0000-0000', { 'x-forwarded-for': `10.0.0.${i}` });
    }
    expect((await tryCode(direct.gateway.url, 'x', { 'x-forwarded-for': '10.1.1.1' })).status).toBe(
      429,
    );
  });

  it('[TRUST8] a thousand tries at once neither get in nor keep a paired phone out', async () => {
    const { state, gateway } = await opened();
    const device = await gateway.pair();
    const { code } = await createPairing(state);
    // Of so many connections the gateway may cut some unheard; that is no answer either.
    const guesses = Array.from({ length: 1000 }, (_, i) =>
      tryCode(gateway.url, i.toString(32).toUpperCase().padStart(8, '0')).catch(() => ({
        status: 429,
      })),
    );
    const answers = await Promise.all([device.call('GET /api/sessions'), ...guesses]);
    expect(answers[0]?.status).toBe(200);
    expect(answers.slice(1).filter(({ status }) => status === 403).length).toBeLessThanOrEqual(5);
    expect(answers.slice(1).every(({ status }) => status === 403 || status === 429)).toBe(true);
    expect((await tryCode(gateway.url, code)).status).toBe(429);
  });

  it('[TRUST9] a page of another origin gets nothing, with a token or without', async () => {
    const { state, gateway } = await opened();
    const device = await gateway.pair();
    const origin = 'http://127.0.0.1:1';
    const answer = await device.call('GET /api/sessions', undefined, { origin });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'bad-origin' } } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const { code } = await createPairing(state);
    expect((await tryCode(gateway.url, code, { origin })).status).toBe(403);
    expect((await tryCode(gateway.url, code, { origin: gateway.url })).status).toBe(200);
  });

  it('[GATE5] all of it works over a unix socket', async () => {
    const state = await testState();
    const path = `${state.root}/o.sock`;
    const { gateway } = await TestGateway.start(state, { listen: parseListen(`unix:${path}`) });
    expect(gateway).toMatchObject({ urls: [], local: true });
    const health = await new Promise<string>((resolve, reject) => {
      request({ socketPath: path, path: '/healthz' }, (answer) => {
        answer.on('data', (chunk) => resolve(String(chunk)));
      })
        .on('error', reject)
        .end();
    });
    expect(JSON.parse(health)).toEqual({ ok: true, version: '0.0.0-test' });
  });
});
