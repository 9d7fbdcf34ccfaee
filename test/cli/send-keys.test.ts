// `send-keys` beside the real tmux, and into real programs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keyBytes } from '../../server/cli/send-keys/key-bytes.ts';
import { keyNames, parseKey } from '../../server/cli/send-keys/key-names.ts';
import { TmuxKeys } from './keys-of-tmux.ts';
import { outlive } from './outlive.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

const plain = { applicationCursor: false, applicationKeypad: false };
const application = { applicationCursor: true, applicationKeypad: true };

function ours(word: string, modes: typeof plain): string {
  const key = parseKey(word);
  return (key === null ? Buffer.from(word) : keyBytes(key, modes))?.toString('latin1') ?? 'none';
}

describe('[WORD1] names of keys', () => {
  // Home, End and the keypad's Enter are as our TERM has them, tmux's are as its own, and S-Tab is
  // no key to tmux; the rest is tmux's to the byte.
  const named = keyNames.filter((name) => name !== 'Home' && name !== 'End');
  const words = [
    ...named,
    ...['NPage', 'PgDn', 'PPage', 'PgUp', 'IC', 'DC', 'enter', 'ESCAPE', 'bspace'],
    ...['C-c', '^C', 'C-C', 'C-Space', 'C-@', 'C-[', 'C-]', 'C-_', 'C-?', '^?', 'M-x', 'M-X'],
    ...['M-Enter', 'C-M-a', 'M-C-a', 'M-Escape', 'C-2', 'C-6', 'C-/', 'C--'],
    ...['Up', 'F1', 'F5', 'F12', 'IC', 'DC', 'PPage'].flatMap((name) =>
      ['C-', 'M-', 'S-', 'C-S-', 'M-C-'].map((modifiers) => modifiers + name),
    ),
    ...['C-Home', 'S-End', 'KP0', 'KP9', 'KP.', 'KP/', 'KP*', 'KP+', 'KP-'],
    ...['a', 'Z', '~', 'é', '日', '0x41', 'hello', 'Ctrl-c', 'C-', '-', '^', 'NoSuchKey'],
  ];

  test.skipIf(!hasTmux).each([
    ['', plain],
    [String.raw`\033[?1h\033=`, application],
  ])('mean what tmux means by them, when the program says %j', async (modes, asked) => {
    const folder = mkdtempSync('/tmp/oc-keys-');
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const tmux = await TmuxKeys.start(folder, modes);
    const theirs: Record<string, string> = {};
    for (const word of words) theirs[word] = await tmux.send('--', word);
    expect(Object.fromEntries(words.map((word) => [word, ours(word, asked)]))).toEqual(theirs);
  });

  test('Home and End are what the terminfo of xterm-256color says', () => {
    expect(['Home', 'End'].map((word) => ours(word, application))).toEqual(['\x1bOH', '\x1bOF']);
    expect(['Home', 'End'].map((word) => ours(word, plain))).toEqual(['\x1b[H', '\x1b[F']);
  });
});

describe('[WORD1] send-keys', () => {
  /** A session whose program writes down what is typed into it. */
  async function typedInto(modes = '') {
    const cli = outlive();
    const file = join(cli.stateDir, 'typed');
    await cli.run(
      'new',
      '-d',
      '-s',
      'job',
      `stty raw -echo; printf '${modes}ready'; exec cat > ${file}`,
    );
    await expect.poll(async () => (await cli.run('logs', '-t', 'job')).stdout).toContain('ready');
    return { cli, typed: () => readFileSync(file, 'latin1') };
  }

  test('types keys and text one after the other, -N several times', async () => {
    const { cli, typed } = await typedInto();
    expect(await cli.run('send-keys', '-t', 'job', 'echo hi', 'Enter', 'C-c', 'Up')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    await expect.poll(typed).toBe('echo hi\r\x03\x1b[A');
    await cli.run('send', '-tjob', '-N3', 'x', 'Tab');
    await expect.poll(typed).toBe('echo hi\r\x03\x1b[Ax\tx\tx\t');
  });

  test('asks the screen which keys the program wants; -l and -H take no names', async () => {
    const { cli, typed } = await typedInto(String.raw`\033[?1h`);
    await cli.run('send-keys', '-t', 'job', 'Up');
    await cli.run('send-keys', '-t', 'job', '-l', 'Up', ' é');
    await cli.run('send-keys', '-t', 'job', '-H', '1b', '5b', '41');
    await expect.poll(typed).toBe(`\x1bOAUp ${Buffer.from('é').toString('latin1')}\x1b[A`);
  });

  test('much text arrives whole', async () => {
    const { cli, typed } = await typedInto();
    const text = Array.from({ length: 20_000 }, (_, at) => `${at} `).join('');
    expect((await cli.run('send-keys', '-l', '-t', 'job', text)).status).toBe(0);
    await expect.poll(() => typed() === text, { timeout: 10_000 }).toBe(true);
  });

  test('[TYPE8] a line that the terminal would cut is refused in words, and none of it is typed', async () => {
    const { run } = outlive();
    await run('new', '-d', '-s', 'job', 'echo reads; cat | wc -c');
    await expect.poll(async () => (await run('logs', '-t', 'job')).stdout).toContain('reads');
    const long = await run('send-keys', '-t', 'job', 'a'.repeat(4096), 'Enter');
    expect(long).toMatchObject({ status: 1, stdout: '' });
    expect(long.stderr).toMatch(/^outlive: A line of 4096 bytes would be cut: .+\n$/);
    const lines = ['é'.repeat(2047), 'Enter', 'b'.repeat(4095), 'Enter'];
    expect((await run('send-keys', '-t', 'job', ...lines)).status).toBe(0);
    await run('send-keys', '-t', 'job', 'C-d');
    await run('wait', '-t', 'job');
    expect((await run('logs', '-t', 'job')).stdout).toMatch(/\n8191\n$/);
  });

  test('[CLI3] into what has ended, or what no terminal can send, is one line', async () => {
    const { run } = outlive();
    await run('new', '-d', '-s', 'job', 'true');
    await run('wait', '-t', 'job');
    const ended = await run('send-keys', '-t', 'job', 'x');
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^outlive: "job" has ended, .+\n$/);
    await run('new', '-d', '-s', 'on', 'sleep 1000');
    const odd = await run('send-keys', '-t', 'on', 'C-é');
    expect(odd.status).toBe(2);
    expect(odd.stderr).toMatch(/^outlive: no terminal can send Ctrl with "é"; -l .+\n$/);
  });
});
