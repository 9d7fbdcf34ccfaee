// Help, the manual page and completions: all of the same words as the commands themselves.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describedOptions, listCommands } from '../../server/cli/help/listing.ts';
import { type Outlive, outlive } from './outlive.ts';

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

/** What bash offers for each line, the cursor at its end. */
function bash({ env, program }: Outlive, lines: readonly string[]): string[][] {
  const asks = lines.map((line) => {
    const words = line.split(' ');
    return `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_outlive 2>/dev/null
echo "\${COMPREPLY[*]}"`;
  });
  const script = `outlive() { ${program.join(' ')} "$@"; }
source <(outlive completion bash)
${asks.join('\n')}`;
  const output = execFileSync('bash', ['-c', script], { env, encoding: 'utf8' });
  return output.split('\n').map((line) => line.split(' '));
}

const hasFish = spawnSync('fish', ['--version']).status === 0;

describe('[WORD6] completion', () => {
  test('in bash: commands, options, sessions that fit, keys, folders', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', 'sleep 1000');
    await cli.run('new', '-d', '-s', 'tested', 'true');
    await cli.run('wait', '-t', 'tested');
    const [command, options, any, running, ended, joined, keys, folders, files, none] = bash(cli, [
      'outlive ren',
      'outlive logs -',
      'outlive logs -f -t t',
      'outlive attach -t ',
      'outlive rm -t ',
      'outlive kill-session -tt',
      'outlive send-keys -t train Pa',
      'outlive new -c /etc/ss',
      'outlive new -d -s x python3 /etc/host',
      'outlive nonsense -t ',
    ]);
    expect(command).toEqual(['rename-session']);
    expect(options).toEqual(['-t', '-f', '-n', '--times', '--raw']);
    expect(any?.sort()).toEqual(['tested', 'train']);
    expect([running, ended, joined]).toEqual([['train'], ['tested'], ['-ttrain']]);
    expect(keys).toEqual(['PageUp', 'PageDown']);
    expect(folders).toContain('/etc/ssl');
    expect(files).toContain('/etc/hosts');
    expect(none).toEqual(['']);
  });

  test.skipIf(!hasFish)('in fish, with what each means', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', 'sleep 1000');
    const script = `function outlive; ${cli.program.join(' ')} $argv; end
outlive completion fish | source
complete -C 'outlive ren'
complete -C 'outlive attach -t tr'`;
    const env = { ...cli.env, HOME: cli.stateDir };
    expect(execFileSync('fish', ['--no-config', '-c', script], { env, encoding: 'utf8' })).toBe(
      'rename-session\tanother name for the same session\ntrain\trunning sleep 1000\n',
    );
  });

  test.each(['bash', 'zsh', 'fish'])('the script for %s is one', async (shell) => {
    const { run, stateDir, env } = outlive();
    const { stdout } = await run('completion', shell);
    expect(stdout).toContain('completion --complete --');
    if (spawnSync(shell, ['--version']).status !== 0) return;
    const file = join(stateDir, 'script');
    writeFileSync(file, stdout);
    const checked = spawnSync(shell, ['-n', file], {
      encoding: 'utf8',
      env: { ...env, HOME: stateDir },
    });
    expect(checked).toMatchObject({ status: 0, stderr: '' });
  });

  test.skipIf(spawnSync('zsh', ['--version']).status !== 0)(
    'the script for zsh brings the completion system it needs',
    async () => {
      const cli = outlive();
      const file = join(cli.stateDir, 'script');
      writeFileSync(file, (await cli.run('completion', 'zsh')).stdout);
      const sourced = spawnSync('zsh', ['-f', '-c', `source ${file}; echo $_comps[outlive]`], {
        encoding: 'utf8',
        env: { ...cli.env, HOME: cli.stateDir },
      });
      expect(sourced).toMatchObject({ status: 0, stdout: '_outlive\n', stderr: '' });
    },
  );

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
