// A gateway whose machine is short of something: it goes on, says what is the matter, and heals.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Gateways } from './gateways.ts';
import { outlive } from './outlive.ts';
import { asker, viewProcessOf } from './shortage.ts';

function limitFiles(pid: number, most: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${most}:`]);
}

test.skipIf(process.platform !== 'linux')(
  '[VIEW16] [GATE64] without a file left the gateway lives, says so where a log was asked for, and heals',
  async () => {
    const cli = outlive();
    const gateways = new Gateways(cli);
    await gateways.start();
    const { pid } = gateways;
    const ask = asker(gateways.url, await gateways.pair());
    await cli.run('new', '-d', '-s', 'job', 'echo hello; read x');
    await expect.poll(async () => (await ask('/api/sessions/job/log')).text).toContain('hello');
    limitFiles(pid, 3);
    process.kill(viewProcessOf(pid), 'SIGKILL');
    await expect
      .poll(async () => (await ask('/api/sessions/job/log')).status, { timeout: 20_000 })
      .toBe(503);
    const refused = JSON.parse((await ask('/api/sessions/job/log')).text);
    expect(refused.error.message).toMatch(/may open no more files \("ulimit -n"/);
    // Whatever is asked, and however many come: refused or not, it lives.
    await Promise.all(
      Array.from({ length: 30 }, () =>
        fetch(gateways.url, { signal: AbortSignal.timeout(500) }).catch(() => {}),
      ),
    );
    for (const path of [
      '/api/sessions',
      '/api/gpus',
      '/api/devices',
      '/',
      '/api/sessions/job/log?raw=1',
    ])
      await ask(path).catch(() => {});
    await cli.run('new', '-d', '-s', 'other', 'true');
    limitFiles(pid, 1000);
    await expect
      .poll(async () => (await ask('/api/sessions/job/log')).text, { timeout: 60_000 })
      .toContain('hello');
    expect((await ask('/healthz')).status).toBe(200);
    await expect
      .poll(async () => (await ask('/api/sessions')).text, { timeout: 20_000 })
      .toContain('other');
  },
  180_000,
);
