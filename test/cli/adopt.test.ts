// `outlive adopt` against a real tmux server of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Outlive, outlive } from './outlive.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

function tmuxOf({ stateDir }: Outlive): { socket: string; tmux: (...words: string[]) => string } {
  const socket = join(stateDir, 't');
  const env = { ...process.env, TMUX: '', LANG: 'C.UTF-8', PS1: '$ ' };
  const tmux = (...words: string[]) =>
    execFileSync('tmux', ['-u', '-S', socket, '-f', '/dev/null', ...words], {
      ...{ env, encoding: 'utf8', stdio: 'pipe' },
    });
  return { socket, tmux };
}

describe.skipIf(!hasTmux)('adopt', () => {
  test('[TMUX25] takes tmux words for panes, lists them, and lets go', async () => {
    const cli = outlive({ TMUX: undefined });
    const { socket, tmux } = tmuxOf(cli);
    tmux('new-session', '-d', '-s', 'my work', '-x90', '-y20', 'exec cat');
    onTestFinished(() => void spawnSync('tmux', ['-S', socket, 'kill-server']));
    tmux('split-window', '-d', '-t', 'my work', 'exec cat');
    tmux('new-session', '-d', '-s', 'other', 'exec cat');
    const adopt = (...words: string[]) => cli.run('adopt', '--tmux-socket', socket, ...words);

    expect(await adopt('my')).toMatchObject({
      status: 0,
      stdout: 'my-work\n',
      stderr: 'Not adopted: my work:0.1. "outlive adopt -a" adopts every pane.\n',
    });
    expect((await adopt('-a')).stdout).toBe('my-work\nmy-work-0.1\nother\n');
    expect((await adopt('--list')).stdout).toBe(
      'my work:0.0: cat 90x10 adopted as my-work\n' +
        'my work:0.1: cat 90x9 adopted as my-work-0.1\n' +
        'other:0.0: cat 80x24 adopted as other\n',
    );
    const { stdout } = await cli.run('ls');
    expect(stdout).toContain(`other: running`);
    expect(stdout).toContain(`tmux -S ${socket} attach -t 'my work:0.1'`);
    await cli.run('send-keys', '-t', 'other', 'hello', 'Enter');
    await expect
      .poll(async () => (await cli.run('logs', '-t', 'other')).stdout)
      .toBe('hello\nhello\n');
    expect((await cli.run('capture-pane', '-p', '-t', 'other')).stdout.trimEnd()).toBe(
      'hello\nhello',
    );

    expect((await adopt('--release', 'other')).status).toBe(0);
    expect(tmux('list-sessions', '-F', '#S')).toBe('my work\nother\n');
    expect((await adopt('--release', 'other')).stderr).toContain('has ended');
    expect((await adopt('-s', 'renamed', 'other')).stdout).toBe('renamed\n');
    expect((await cli.run('kill-session', '-t', 'my-work')).status).toBe(0);
    expect(tmux('list-sessions', '-F', '#S')).toBe('other\n');
  });

  test('[CLI7] wait says so when tmux told nobody how the program ended', async () => {
    const cli = outlive({ TMUX: undefined });
    const { socket, tmux } = tmuxOf(cli);
    tmux('new-session', '-d', '-s', 'work', 'read x; exit 3');
    tmux('new-session', '-d', '-s', 'other', 'exec cat');
    onTestFinished(() => void spawnSync('tmux', ['-S', socket, 'kill-server']));
    await cli.run('adopt', '--tmux-socket', socket, 'work');
    tmux('send-keys', '-t', 'work', 'Enter');
    const waited = await cli.run('wait', '-t', 'work');
    expect(waited).toMatchObject({ status: 1, stdout: '' });
    expect(waited.stderr).toMatch(/^outlive: "work" has ended, but tmux told nobody .*\n$/);
  });

  test('[TMUX25] what is not there is refused in one sentence', async () => {
    const cli = outlive({ TMUX: undefined });
    const { socket, tmux } = tmuxOf(cli);
    const adopt = (...words: string[]) => cli.run('adopt', '--tmux-socket', socket, ...words);
    const nobody = await adopt();
    expect(nobody).toMatchObject({ status: 1, stdout: '' });
    expect(nobody.stderr).toMatch(
      /^outlive: tmux is not running here \(.*\)\..*--tmux-socket.*\n$/,
    );
    tmux('new-session', '-d', '-s', 'work', 'exec cat');
    onTestFinished(() => void spawnSync('tmux', ['-S', socket, 'kill-server']));
    for (const word of ['wrok', 'work:7', 'work:0.7', '%77']) {
      expect(await adopt(word)).toMatchObject({
        status: 1,
        stderr: `outlive: tmux has no "${word}"; it has work:0.0. "outlive adopt --list" shows what there is.\n`,
      });
    }
    const noTmux = await cli.runWith({ env: { ...cli.env, PATH: '/nonexistent' } }, 'adopt');
    expect(noTmux.stderr).toMatch(/^outlive: tmux was not found on the PATH\..*\n$/);
    const two = await adopt('-a', '-s', 'name', 'work');
    expect(two).toMatchObject({ status: 0, stdout: 'name\n' });
    await cli.run('new', '-d', '-s', 'own', 'cat');
    expect((await adopt('--release', 'own')).stderr).toContain('was not adopted from tmux');
  });

  test('[TMUX25] a pane of tmux does not attach to itself', async () => {
    const cli = outlive({ TMUX: undefined, TERM: 'xterm-256color' });
    const { socket, tmux } = tmuxOf(cli);
    const o = `O=${cli.program.join(' ')}`;
    const state = `OUTLIVE_STATE_DIR=${cli.stateDir}`;
    tmux('new-session', '-d', '-s', 'work', '-x100', '-y20', '-e', o, '-e', state, 'exec sh');
    onTestFinished(() => void spawnSync('tmux', ['-S', socket, 'kill-server']));
    await cli.run('adopt', '--tmux-socket', socket);
    tmux('send-keys', '-t', 'work', '$O attach -t work', 'Enter');
    const screen = () => tmux('capture-pane', '-p', '-J', '-t', 'work');
    await expect.poll(screen, { timeout: 20_000 }).toContain('it would show itself without end');
  });
});
