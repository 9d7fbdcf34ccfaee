// What a command does when its terminal is gone, or a session's host cannot be reached.
import { execFile, spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { thisMachine } from '../../server/identity/machine.ts';
import { readHostRecord } from '../../server/sessions/session-record.ts';
import { outlive, untilSaid } from './outlive.ts';
import { summary, world } from './real-terminal.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Runs the words on a pty, closes its other end once it has shown "ready", prints how it ended. */
const closedPty = `
import os, pty, sys
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown = b''
while b'ready' not in shown:
    shown += os.read(master, 4096)
os.close(master)
status = os.waitpid(pid, 0)[1]
print(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
`;

describe.skipIf(!hasPython)('[CLI30] a terminal that is gone', () => {
  test('ends its attachment in order, time and again, and the session goes on', async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', 'echo ready; exec sleep 1000');
    const words = ['-c', closedPty, ...cli.program, 'attach', '-t', 'job'];
    for (let time = 0; time < 10; time++) {
      const { stdout } = await promisify(execFile)('python3', words, { env: cli.env });
      expect(stdout).toBe('1\n');
    }
    expect((await summary(cli, 'job'))?.state).toBe('running');
  });
});

describe('[CLI31] a host that lives and cannot be reached', () => {
  async function unreachable(script: string) {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'corr', script);
    const { id = '' } = (await summary(cli, 'corr')) ?? {};
    const dir = join(cli.stateDir, thisMachine().id, 's', id);
    return { cli, dir };
  }
  const said =
    /^outlive: The process that holds "corr" lives but does not answer.*outlive kill-session -t corr.*\n$/;

  test('without its socket: one line, no false word of an end, and it can be ended', async () => {
    const { cli, dir } = await unreachable('exec sleep 1000');
    renameSync(join(dir, 'sock'), join(dir, 'sock2'));
    const typed = await cli.run('send-keys', '-t', 'corr', 'x');
    expect(typed).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(said) });
    expect((await cli.run('wait', '-t', 'corr', '--timeout', '0')).status).toBe(124);
    expect((await cli.run('rename-session', '-t', 'corr', 'lame')).status).toBe(0);
    expect(await cli.run('kill-session', '-t', 'lame')).toMatchObject({ status: 0, stderr: '' });
    expect(await summary(cli, 'lame')).toMatchObject({ state: 'ended' });
  });

  test('that was stopped: the same line, and it can be ended', async () => {
    const { cli, dir } = await unreachable('exec sleep 1000');
    const host = readHostRecord(dir)?.host.pid ?? 0;
    process.kill(host, 'SIGSTOP');
    const typed = await cli.run('send-keys', '-t', 'corr', 'x');
    expect(typed).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(said) });
    expect(await cli.run('kill-session', '-t', 'corr')).toMatchObject({ status: 0, stderr: '' });
  });

  test('is followed by its log', async () => {
    const { cli, dir } = await unreachable(
      'echo first; until [ -e go ]; do sleep 0.1; done; echo on; exec cat',
    );
    renameSync(join(dir, 'sock'), join(dir, 'sock2'));
    const follower = cli.start('logs', '-f', '-t', 'corr');
    await untilSaid(follower.stdout, /first\n/);
    writeFileSync(join(cli.stateDir, 'go'), '\n');
    expect(await untilSaid(follower.stdout, /on\n/)).toBe('on\n');
  });
});
