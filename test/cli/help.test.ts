// Help, the manual page and completions: all of the same words as the commands themselves.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describedOptions, listCommands } from '../../server/cli/help/listing.ts';
import { buildOnce, type Outlive, outlive } from './outlive.ts';

buildOnce();

describe('[WORD7]', () => {
  test('every option of every command is told of, and stands in its usage', async () => {
    for (const { name, command } of (await listCommands()).flat()) {
      expect([name, command.about.summary]).not.toEqual([name, '']);
      for (const [words, does] of describedOptions(command)) {
        if (words === '--complete') continue;
        expect([name, words, does]).not.toEqual([name, words, '']);
        expect([name, command.usage]).toEqual([
          name,
          expect.stringMatching(
            new RegExp(`[[ ]-?-?[a-zA-Z-]*${words.split(' ')[0]?.replace(/^-+/, '')}`),
          ),
        ]);
      }
    }
  });

  test('help of each is at most 80 columns wide but for its usage and examples', async () => {
    const { run } = outlive();
    const text = (await run('help', 'send-keys')).stdout;
    const prose = text.split('\n').filter((line) => !/^(usage:| {2})/.test(line));
    expect(Math.max(...prose.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text).toContain('Also: send\n');
  });

  test('the manual page is shipped, and is well formed', () => {
    const page = join(outlive().program[1], '../../man/outlive.1');
    expect(existsSync(page)).toBe(true);
    if (spawnSync('man', ['--version']).status !== 0) return;
    const formatted = execFileSync('man', ['--warnings', '-l', page], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C', MANPAGER: 'cat' },
    });
    const plain = formatted.replace(/.\u0008/g, '');
    expect(plain).toContain('send-keys');
    expect(plain).toContain('--timeout SECONDS');
  });
});

/** What bash offers for a line, the cursor at its end. */
function bash({ env, program }: Outlive, line: string): string[] {
  const words = line.split(' ');
  const script = `outlive() { ${program.join(' ')} "$@"; }
source <(outlive completion bash)
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_outlive
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { env, encoding: 'utf8' }).trim().split('\n');
}

describe('[WORD6] completion', () => {
  test('in bash: commands, options, sessions that fit, keys, folders', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', 'sleep 1000');
    await cli.run('new', '-d', '-s', 'tested', 'true');
    await cli.run('wait', '-t', 'tested');
    expect(bash(cli, 'outlive ren')).toEqual(['rename-session']);
    expect(bash(cli, 'outlive logs -')).toEqual(['-t', '-f', '-n', '--times', '--raw']);
    expect(bash(cli, 'outlive logs -f -t t').sort()).toEqual(['tested', 'train']);
    expect(bash(cli, 'outlive attach -t ')).toEqual(['train']);
    expect(bash(cli, 'outlive rm -t ')).toEqual(['tested']);
    expect(bash(cli, 'outlive kill-session -tt')).toEqual(['-ttrain']);
    expect(bash(cli, 'outlive send-keys -t train Pa')).toEqual(['PageUp', 'PageDown']);
    expect(bash(cli, 'outlive new -c /etc/ss')).toContain('/etc/ssl');
    expect(bash(cli, 'outlive new -d -s x python3 /etc/host')).toContain('/etc/hosts');
    expect(bash(cli, 'outlive nonsense -t ')).toEqual(['']);
  });

  test.each(['bash', 'zsh', 'fish'])('the script for %s is one', async (shell) => {
    const { stdout } = await outlive().run('completion', shell);
    expect(stdout).toContain('completion --complete --');
    if (spawnSync(shell, ['--version']).status !== 0) return;
    expect(spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('never complains', async () => {
    const cli = outlive();
    const env = { OUTLIVE_STATE_DIR: '/proc/nowhere' };
    expect(
      await cli.runWith({ env }, 'completion', '--complete', '--', 'attach', '-t', ''),
    ).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});
