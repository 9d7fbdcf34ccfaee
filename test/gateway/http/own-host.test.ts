// What a page of another name gets that leads here, and what somebody gets whose own name it is.
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { TestGateway, testState } from '../gateways.ts';

/** An answer to a request by any name: a browser would send the one it was led by. */
function ask(url: string, path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const polling = '/socket.io/?EIO=4&transport=polling';

describe('the host that is asked for', () => {
  it('[TRUST43] a page of another name that leads here gets nothing, whatever its origin and token', async () => {
    const gateway = await TestGateway.start(await testState());
    const device = await gateway.pair();
    const host = `evil.example:${new URL(gateway.url).port}`;
    const headers = { host, origin: `http://${host}`, 'outlive-token': device.token };
    for (const path of ['/', '/healthz', '/api/sessions', '/s/x', '/assets/x.js', '/nowhere'])
      expect(await ask(gateway.url, path, headers)).toMatchObject({ status: 403 });
    expect((await ask(gateway.url, '/api/hello', headers, 'POST')).status).toBe(403);
    expect((await ask(gateway.url, polling, headers)).status).toBe(400);
    expect((await ask(gateway.url, polling, { host: '127.0.0.1:1' })).status).toBe(200);
    expect((await ask(gateway.url, '/healthz', { host: 'localhost:9999' })).status).toBe(200);
  });

  it('[TRUST43] it says the line that makes the name its own, to programs and to people', async () => {
    const gateway = await TestGateway.start(await testState());
    const json = await ask(gateway.url, '/api/sessions', { host: 'gpu.lab:7373' });
    expect(JSON.parse(json.body)).toMatchObject({
      error: {
        code: 'bad-host',
        message: expect.stringMatching(/: --public-url http:\/\/gpu\.lab:7373$/),
      },
    });
    const page = await ask(gateway.url, '/', {
      ...{ host: 'gpu.lab', accept: 'text/html', 'x-forwarded-proto': 'https' },
    });
    expect(page.status).toBe(403);
    expect(page.body).toContain('--public-url https://gpu.lab<');
  });

  it('[TRUST43] the line is one word for a shell, and text for a page, whatever the name', async () => {
    const gateway = await TestGateway.start(await testState());
    for (const host of ['$(id).evil.example', "a'b`id`.evil.example", '<b>x</b>', 'a;b&c']) {
      const { body } = await ask(gateway.url, '/api/x', { host });
      const { message } = JSON.parse(body).error;
      const line = message.slice(message.indexOf('--public-url '));
      const { stdout } = await promisify(execFile)('sh', ['-c', `printf '%s\\n' ${line}`]);
      expect(stdout.split('\n')).toEqual(['--public-url', expect.stringMatching(/^http:\/\//), '']);
      const page = await ask(gateway.url, '/', { host, accept: 'text/html' });
      expect(page.body).not.toContain('<b>x');
    }
  });

  it('[TRUST43] with the line it is its own', async () => {
    const gateway = await TestGateway.start(await testState(), {
      publicUrl: 'http://gpu.lab:7373',
    });
    expect((await ask(gateway.url, '/healthz', { host: 'gpu.lab:7373' })).status).toBe(200);
  });

  it('[GATE77] a proxy that passes on its own host is told what to set', async () => {
    const gateway = await TestGateway.start(await testState());
    const { host } = new URL(gateway.url);
    const { status, body } = await ask(
      gateway.url,
      '/api/pair',
      { host, origin: 'https://gpu.example' },
      'POST',
    );
    expect(status).toBe(403);
    const { message } = JSON.parse(body).error;
    expect(message).toContain('proxy_set_header Host $http_host;');
    expect(message).toContain('--public-url https://gpu.example');
    expect(message).toContain(`to ${host}`);
    const odd = await ask(gateway.url, '/api/pair', { host, origin: 'null' }, 'POST');
    expect(JSON.parse(odd.body).error.message).toContain('the address you paired with');
  });
});
