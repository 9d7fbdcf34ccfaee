// [WORD13] One line and an exit status for whatever does not fit, on a real terminal where it takes one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../server/identity/machine.ts';
import { FrameDecoder } from '../../server/protocol/frame.ts';
import { encodeHostFrame } from '../../server/protocol/host.ts';
import { hasTmux, summary, terminal, world } from './real-terminal.ts';

const oneLine = /^outlive: [^\n]+\n$/;

describe('[WORD13]', () => {
  test('no terminal, an unknown session, a prefix of several', async () => {
    const { run } = world();
    await run('new', '-d', '-s', 'train-a', 'sleep 1000');
    await run('new', '-d', '-s', 'train-b', 'sleep 1000');
    const said = async (...words: string[]) => {
      const { status, stdout, stderr } = await run(...words);
      expect([words, stderr]).toEqual([words, expect.stringMatching(oneLine)]);
      return `${status}${stdout} ${stderr}`;
    };
    expect(await said('attach', '-t', 'train-a')).toMatch(/^1 .*no terminal here/);
    for (const command of ['kill-session', 'logs', 'wait', 'rm', 'has-session']) {
      expect(await said(command, '-t', 'trainb')).toMatch(/^1 .*Did you mean train-b\?/);
      expect(await said(command, '-t', 'train')).toMatch(
        /^1 .*Several sessions fit: train-a, train-b/,
      );
    }
    expect(await said('send-keys', '-t', 'trainb', 'x')).toMatch(/^1 .*Did you mean train-b\?/);
    expect(await said('capture-pane', '-pt', 'train')).toMatch(/^1 .*Several sessions fit/);
    expect(await said('rename-session', '-t', 'train-a', 'train-b')).toMatch(
      /^1 .*running already/,
    );
    expect(await said('attach')).toMatch(/^1 /);
  });

  test.skipIf(!hasTmux)(
    'a terminal that cannot show a session; [WORD8] attach without -t',
    async () => {
      const cli = world();
      const here = terminal(cli);
      here.type('$O attach; echo "status $?"', 'Enter');
      await expect
        .poll(here.screen, { timeout: 20_000 })
        .toMatch(/outlive: No session is running\.[\s\S]*status 1\n/);
      await cli.run('new', '-d', '-s', 'older', 'echo the older one; exec sleep 1000');
      await cli.run('new', '-d', '-s', 'newest', 'echo the newest one; exec sleep 1000');
      here.type('clear; TERM=dumb $O attach -t older; echo "status $?"', 'Enter');
      await expect
        .poll(() => here.screen().replaceAll('\n', ' '), { timeout: 10_000 })
        .toMatch(/outlive: A terminal of the type "dumb" cannot show a session\. .*status 1/);
      here.type('clear; TERM=no-such-term $O a', 'Enter');
      await expect.poll(here.screen, { timeout: 10_000 }).toBe('the newest one');
    },
  );

  test.skipIf(!hasTmux)('a host of a newer protocol', async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', 'sleep 1000');
    const id = (await summary(cli, 'job'))?.id ?? '';
    const sock = join(cli.stateDir, thisMachine().id, 's', id, 'sock');
    rmSync(sock);
    const size = { cols: 80, rows: 24, owner: '' };
    const host = createServer((socket) => {
      const decoder = new FrameDecoder();
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        if ([...decoder.push(bytes)].length === 0) return;
        socket.write(
          encodeHostFrame({
            type: 'hello',
            protocol: 2,
            version: '9',
            id,
            pid: 1,
            offset: 0,
            size,
          }),
        );
      });
    });
    onTestFinished(() => void host.close());
    await new Promise<void>((resolve) => host.listen(sock, resolve));
    for (const words of [['wait'], ['send-keys', 'x']]) {
      const [command = '', ...rest] = words;
      const result = await cli.run(command, '-t', 'job', ...rest);
      expect(result).toMatchObject({ status: 1, stdout: '' });
      expect(result.stderr).toMatch(/^outlive: "job" was started by a newer Outlive\. .+\n$/);
    }
    const here = terminal(cli);
    here.type('$O attach -t job; echo "status $?"', 'Enter');
    await expect
      .poll(() => here.screen().replaceAll('\n', ' '), { timeout: 20_000 })
      .toMatch(/outlive: "job" was started by a newer Outlive.*status 1/);
  });

  test.skipIf(process.getuid?.() !== 0)('a state directory of another user', async () => {
    const cli = world();
    const dir = join(cli.stateDir, 'theirs');
    mkdirSync(dir, { mode: 0o700 });
    spawnSync('chown', ['65534', dir]);
    const result = await cli.runWith({ env: { OUTLIVE_STATE_DIR: dir } }, 'ls');
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^outlive: The state directory .* belongs to another user\. .+\n$/,
    );
  });
});

test('[WORD4] logs --times says when each line came, with and without -f', async () => {
  const cli = world();
  await cli.run('new', '-d', '-s', 'job', 'echo one; sleep 1.3; echo two');
  await cli.run('wait', '-t', 'job');
  const stamped = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (one|two)$/;
  for (const words of [[], ['-f'], ['-n', '2']]) {
    const lines = (await cli.run('logs', '-t', 'job', '--times', ...words)).stdout
      .trim()
      .split('\n');
    const times = lines.map((line) => Date.parse(`${stamped.exec(line)?.[1]}Z`));
    expect(lines.map((line) => stamped.exec(line)?.[2])).toEqual(['one', 'two']);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(1000);
    expect(Math.abs(Date.now() - second)).toBeLessThan(600_000);
  }
});
