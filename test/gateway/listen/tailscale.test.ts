import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askTailscale } from '../../../server/gateway/listen/tailscale.ts';

const port = { kind: 'tcp', host: '127.0.0.1', port: 7373 } as const;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oc-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** A program called `tailscale`, first on the PATH, that does what `script` says. */
async function tailscaleIs(script: string): Promise<void> {
  const path = join(folder, 'tailscale');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
}

const running = { BackendState: 'Running', Self: { DNSName: 'gpu01.tail1234.ts.net.' } };
const serving = (target: string) => ({
  TCP: { 443: { HTTPS: true } },
  Web: { 'gpu01.tail1234.ts.net:443': { Handlers: { '/': { Proxy: target } } } },
});
const says = (status: object, serve: object) =>
  `case "$1" in status) echo '${JSON.stringify(status)}';; serve) echo '${JSON.stringify(serve)}';; esac`;

describe("[CLI16] this machine's name in a tailnet", () => {
  test('is known before anything is forwarded', async () => {
    await tailscaleIs(says(running, {}));
    expect(await askTailscale(port)).toEqual({ name: 'gpu01.tail1234.ts.net', forwarded: null });
  });

  test('is where a phone gets in once our port is forwarded', async () => {
    await tailscaleIs(says(running, serving('http://127.0.0.1:7373')));
    expect((await askTailscale(port))?.forwarded).toBe('https://gpu01.tail1234.ts.net');
  });

  test('a unix socket is forwarded to as well', async () => {
    await tailscaleIs(says(running, serving('unix:/run/o.sock')));
    const socket = { kind: 'unix', path: '/run/o.sock' } as const;
    expect((await askTailscale(socket))?.forwarded).toBe('https://gpu01.tail1234.ts.net');
    expect((await askTailscale(port))?.forwarded).toBeNull();
  });

  test("another program's port is not ours", async () => {
    await tailscaleIs(says(running, serving('http://127.0.0.1:3000')));
    expect((await askTailscale(port))?.forwarded).toBeNull();
  });
});

describe('[CLI17] a Tailscale that is of no help', () => {
  test.each([
    ['is not there', null],
    ['is logged out', says({ BackendState: 'NeedsLogin', Self: { DNSName: '' } }, {})],
    ['fails', 'exit 1'],
    ['prints no JSON', 'echo hello'],
    ['prints other JSON', says({ Self: [] }, [1])],
    ['hangs', 'exec sleep 60'],
  ])('%s', async (_, script) => {
    if (script === null) vi.stubEnv('PATH', folder);
    else await tailscaleIs(script);
    const before = performance.now();
    expect(await askTailscale(port)).toBeNull();
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
