import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { anything, createApi } from '../../../client/connection/api.ts';
import { sayHello } from '../../../client/connection/hello.ts';
import {
  loginInFront,
  notPaired,
  unproven,
  unreachable,
} from '../../../client/connection/refusal.ts';
import { createTrust } from '../../../client/connection/trust.ts';
import { TestGateway, testState } from '../../gateway/gateways.ts';

/** The page's HTTP. `at.of` says where what it asks for leads. */
function pageAt(url: string, token: string) {
  const { fetch } = globalThis;
  const at = { of: (_path: string) => url };
  const routed = (path: string, init: RequestInit) => fetch(new URL(path, at.of(path)), init);
  vi.stubGlobal('fetch', routed);
  vi.stubGlobal('document', { baseURI: 'http://page.example/' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const refused = vi.fn();
  const parts = { token: () => token, refused, isLive: () => false, now: Date.now };
  const trust = createTrust({ ...parts, hello: sayHello, early: null });
  const api = createApi({
    token: () => token,
    trust,
    takeEarlyAnswer: () => null,
    heard: () => {},
  });
  return { at, api, trust, refused };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers like that, and everything it has received. */
async function serverThat(answer: Answer) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(request.url ?? '', JSON.stringify(request.rawHeaders));
    request.on('data', (bytes) => received.push(String(bytes)));
    request.on('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, received };
}

const login = '<!doctype html><title>Sign in</title>';

describe('HTTP to the gateway', () => {
  it('[TRUST40] a gateway that proves itself is asked with the token in a header of its own', async () => {
    const gateway = await TestGateway.start(await testState());
    const device = await gateway.pair();
    const { api } = pageAt(gateway.url, device.token);
    expect(await api.get('/api/sessions', anything)).toMatchObject({ ok: true });
    const basic = { authorization: `Basic ${btoa('ada:secret')}`, 'outlive-token': device.token };
    expect((await device.call('GET /api/sessions', undefined, basic)).status).toBe(200);
  });

  it('[TRUST40] a stranger that takes the port gets no token and nothing that was typed', async () => {
    const token = 'a-token-that-nobody-else-may-ever-get-to-see';
    const answers: Answer[] = [
      (_, response) => response.end('{"standing": "paired"}'),
      (_, response) => response.end(`{"standing": "paired", "proof": "${'x'.repeat(43)}"}`),
      (_, response) =>
        response.writeHead(401).end('{"error": {"code": "not-paired", "message": "No."}}'),
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(login),
    ];
    for (const answer of answers) {
      const { url, received } = await serverThat(answer);
      const { api, refused } = pageAt(url, token);
      expect((await api.get('/api/sessions', anything)).ok).toBe(false);
      const typed = {
        method: 'POST',
        path: '/api/sessions',
        body: { command: 'what I typed' },
      } as const;
      expect((await api.send(typed, anything)).ok).toBe(false);
      expect((await api.file('/api/sessions/x/log')).ok).toBe(false);
      expect(received.length).toBeGreaterThan(0);
      expect(received.join('\n')).not.toMatch(/a-token-that|what I typed/);
      expect(refused).not.toHaveBeenCalled();
    }
  });

  it('[TRUST40] a stranger that takes the port after a proof gets nothing once the connection is lost', async () => {
    const gateway = await TestGateway.start(await testState());
    const device = await gateway.pair();
    const { url, received } = await serverThat((_, response) =>
      response.end('{"standing": "paired"}'),
    );
    const { at, api, trust } = pageAt(gateway.url, device.token);
    expect((await api.get('/api/sessions', anything)).ok).toBe(true);
    at.of = () => url;
    trust.doubt();
    expect(await api.get('/api/sessions', anything)).toEqual(unproven);
    expect(received.join('\n')).not.toContain(device.token);
  });

  it.each<[string, Answer]>([
    [
      'a redirection to a login',
      (_, response) => response.writeHead(302, { location: 'https://sso.example/' }).end(),
    ],
    [
      '401 and a page',
      (_, response) => response.writeHead(401, { 'www-authenticate': 'Basic' }).end(login),
    ],
    [
      '403 and its own JSON',
      (_, response) => response.writeHead(403).end('{"status": 403, "message": "Forbidden"}'),
    ],
    [
      '401 and JSON that is nearly ours',
      (_, response) => response.writeHead(401).end('{"error": "unauthorized"}'),
    ],
    [
      '200 and a page',
      (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(login),
    ],
  ])('[PAGE43] a login in front (%s) is told of, and unpairs nobody', async (_, answer) => {
    const gateway = await TestGateway.start(await testState());
    const device = await gateway.pair();
    const { url } = await serverThat(answer);
    const { at, api, refused } = pageAt(url, device.token);
    expect(await api.get('/api/sessions', anything)).toEqual(loginInFront);
    // Between the hello and what comes after it a login can end, too.
    at.of = (path) => (path === '/api/hello' ? gateway.url : url);
    expect(await api.get('/api/sessions', anything)).toEqual(loginInFront);
    expect(refused).not.toHaveBeenCalled();
  });

  it('[PAGE43] a proxy whose gateway is away says no more than that it is away', async () => {
    const { url } = await serverThat((_, response) => response.writeHead(502).end(login));
    const { api } = pageAt(url, 'x'.repeat(43));
    expect(await api.get('/api/sessions', anything)).toEqual(unreachable);
  });

  it('[PAGE12] a device that was revoked meanwhile is told so, with a proof', async () => {
    const gateway = await TestGateway.start(await testState());
    const [device, admin] = [await gateway.pair(), await gateway.pair('admin')];
    const { api, refused } = pageAt(gateway.url, device.token);
    expect((await api.get('/api/sessions', anything)).ok).toBe(true);
    await admin.call(`DELETE /api/devices/${device.id}`);
    expect(await api.get('/api/sessions', anything)).toEqual(notPaired);
    expect(refused).toHaveBeenCalledWith(notPaired.message);
  });

  it('[PAGE42] a token that this gateway never knew proves nothing, and stays', async () => {
    const gateway = await TestGateway.start(await testState());
    const { api, refused } = pageAt(gateway.url, 'x'.repeat(43));
    expect(await api.get('/api/sessions', anything)).toEqual(unproven);
    expect(refused).not.toHaveBeenCalled();
  });
});
