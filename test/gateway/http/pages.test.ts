import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TestGateway, testState } from '../gateways.ts';
import { testFolder } from '../state.ts';

const script = `console.log(${JSON.stringify('x'.repeat(5000))})`;

async function served() {
  const clientDir = `${await testFolder()}/client`;
  await mkdir(`${clientDir}/assets`, { recursive: true });
  await writeFile(
    `${clientDir}/index.html`,
    '<!doctype html><base href="./" /><title>Outlive</title>',
  );
  await writeFile(`${clientDir}/assets/main-abc123.js`, script);
  await writeFile(`${clientDir}/icon.png`, 'png');
  await writeFile(`${clientDir}/service-worker.js`, script);
  const gateway = await TestGateway.start(await testState(), { clientDir });
  return { url: gateway.url, clientDir };
}

/** Without the unpacking that fetch does. */
function raw(url: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      request(url, { headers, method }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts),
          }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

describe('pages', () => {
  it('[GATE15] every address of the page is index.html, asked for anew each time', async () => {
    const { url } = await served();
    for (const path of [
      '/',
      '/new',
      '/pair',
      '/settings',
      '/s/train',
      '/s/train?line=1:2',
      '/index.html',
    ]) {
      const { status, headers, body } = await raw(url + path);
      expect({ path, status, cache: headers['cache-control'] }).toEqual({
        path,
        status: 200,
        cache: 'no-cache',
      });
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(String(body)).toContain('Outlive');
    }
    const { headers } = await raw(url);
    const again = await raw(url, { 'if-none-match': String(headers.etag) });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });

  it('[GATE15] assets named after their content are kept for ever, and come compressed', async () => {
    const { url } = await served();
    const asset = `${url}/assets/main-abc123.js`;
    const plain = await raw(asset);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(String(plain.body)).toBe(script);
    const brotli = await raw(asset, { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(String(brotliDecompressSync(brotli.body))).toBe(script);
    const gzip = await raw(asset, { 'accept-encoding': 'gzip;q=1.0, br;q=0' });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gzip.body.length).toBeLessThan(200);
    expect(String(gunzipSync(gzip.body))).toBe(script);
    expect(
      (await raw(`${url}/icon.png`, { 'accept-encoding': 'br' })).headers['content-encoding'],
    ).toBeUndefined();
    expect(await raw(asset, {}, 'HEAD')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  it('[PAGE41] the worker is asked for anew each time, and says what it may reach', async () => {
    const { url } = await served();
    const { headers } = await raw(`${url}/service-worker.js`);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*connect-src 'self'/);
    const asset = await raw(`${url}/assets/main-abc123.js`);
    expect(asset.headers['content-security-policy']).toBeUndefined();
  });

  it('[GATE15] what is not there is told so; nothing outside the folder is there', async () => {
    const { url } = await served();
    const paths = [
      '/assets/old.js',
      '/x',
      '/s/a/b',
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/',
      '/s/',
    ];
    for (const path of paths) {
      const { status, body } = await raw(url + path);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(JSON.parse(String(body)).error.code).toBe('not-found');
    }
    expect((await raw(url, {}, 'POST')).status).toBe(404);
    const typed = await raw(`${url}/sesions`, { accept: 'text/html,*/*;q=0.8' });
    expect(typed).toMatchObject({
      status: 404,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    expect(
      JSON.parse(String((await raw(`${url}/api/x`, { accept: 'text/html' })).body)),
    ).toMatchObject({
      error: { code: 'not-paired' },
    });
  });

  it('[TRUST47] the page says what each of its scripts has to be, and its policy allows just that', async () => {
    const { url } = await served();
    for (const path of ['/', '/s/train']) {
      const { headers, body } = await raw(url + path);
      const html = String(body);
      const [element = '', map = ''] = /<script type="importmap">(.*?)<\/script>/.exec(html) ?? [];
      expect(html.indexOf(element)).toBeGreaterThan(html.indexOf('<base'));
      const hash = (text: Buffer | string) => createHash('sha256').update(text).digest('base64');
      expect(String(headers['content-security-policy'])).toContain(`'sha256-${hash(map)}'`);
      const asset = '/assets/main-abc123.js';
      const script = (await raw(url + asset)).body;
      expect(JSON.parse(map)).toEqual({
        integrity: { [`.${asset}`]: `sha256-${hash(script)}` },
      });
    }
  });

  it('[GATE15] a build that changes the files does not change an open page', async () => {
    const { url, clientDir } = await served();
    await rm(clientDir, { recursive: true });
    expect((await raw(`${url}/assets/main-abc123.js`)).status).toBe(200);
  });

  it('[TRUST15] no script but our own runs, nothing frames us, nothing is told to others', async () => {
    const { url } = await served();
    for (const path of ['/', '/api/sessions', '/nothing', '/healthz']) {
      const { headers } = await raw(url + path);
      const policy = String(headers['content-security-policy']);
      const { host } = new URL(url);
      const directives = Object.fromEntries(
        policy
          .split(';')
          .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
      );
      expect(directives).toMatchObject({
        'default-src': "'none'",
        'script-src': expect.stringMatching(/^'self'(?: 'sha256-[\w+/]{43}='){2}$/),
        'style-src': "'self' 'unsafe-inline'",
        'connect-src': `'self' ws://${host} wss://${host}`,
        'frame-ancestors': "'none'",
        'base-uri': "'self'",
      });
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers['x-powered-by']).toBeUndefined();
    }
    const strange = await raw(url, { host: "a'; script-src *" });
    expect(strange.headers['content-security-policy']).not.toContain('*');
  });
});
