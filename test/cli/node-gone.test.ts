// Node removed or replaced under a running gateway, as updates of conda, nvm and distributions do.
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Gateways } from './gateways.ts';
import { outlive } from './outlive.ts';
import { asker, viewProcessOf } from './shortage.ts';

test.skipIf(process.platform !== 'linux').each([
  ['removed', (node: string) => rmSync(node), /Node is no longer at .*: it was updated or removed/],
  [
    'replaced by what does not run',
    (node: string) => {
      writeFileSync(`${node}.new`, 'no program', { mode: 0o755 });
      renameSync(`${node}.new`, node);
    },
    /The session could not be started: its host ended at once \(with exit 127\)/,
  ],
])(
  '[VIEW16] [WORDS1] Node %s under a gateway: logs and the list go on, a start and the doctor say why not',
  async (_, change, why) => {
    const cli = outlive();
    const node = join(cli.stateDir, '..', `node-of-${cli.stateDir.slice(-6)}`);
    copyFileSync(process.execPath, node);
    const gateways = new Gateways({ ...cli, start: (...words) => cli.startWith(node, ...words) });
    await gateways.start();
    const ask = asker(gateways.url, await gateways.pair());
    await cli.run('new', '-d', '-s', 'job', 'echo hello; read x');
    await expect.poll(async () => (await ask('/api/sessions/job/log')).text).toContain('hello');
    change(node);
    process.kill(viewProcessOf(gateways.pid), 'SIGKILL');
    await expect
      .poll(async () => (await ask('/api/sessions/job/log')).text, { timeout: 20_000 })
      .toContain('hello');
    const started = await ask('/api/sessions', { command: 'true', cwd: '/' });
    expect(started.text).toMatch(why);
    expect((await ask('/api/sessions')).text).toContain('"state":"running"');
    const { stdout } = await cli.run('doctor');
    if (_ === 'removed') expect(stdout).toMatch(/broken +gateway node +The Node that the gateway/);
    rmSync(node, { force: true });
  },
  60_000,
);
