// `capture-pane` beside the real tmux: the same output, the same size, the same words.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { outlive } from './outlive.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

/** Runs the same script in a session of ours and in a pane of tmux, 40x10, until both show `end`. */
async function sideBySide(script: string) {
  const cli = outlive({ LANG: 'C.UTF-8' });
  const file = join(cli.stateDir, 'script.sh');
  writeFileSync(file, `${script}\nprintf end\nexec sleep 1000\n`);
  const socket = join(cli.stateDir, 'tmux');
  const tmux = (...words: string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...words], {
      encoding: 'utf8',
      env: { ...cli.env, TMUX: undefined },
    });
  tmux('new-session', '-d', '-x', '40', '-y', '10', ';', 'set', '-g', 'status', 'off');
  onTestFinished(() => void tmux('kill-server'));
  tmux('respawn-pane', '-k', `sh ${file}`);
  await cli.run('new', '-d', '-s', 'job', '-x', '40', '-y', '10', `sh ${file}`);
  const ours = async (...words: string[]) =>
    (await cli.run('capture-pane', '-p', '-t', 'job', ...words)).stdout;
  const theirs = (...words: string[]) => tmux('capture-pane', '-p', ...words);
  await expect.poll(() => theirs()).toContain('end');
  await expect.poll(() => ours()).toContain('end');
  return { cli, ours, theirs };
}

describe.skipIf(!hasTmux)('[WORD3] capture-pane prints what tmux prints', () => {
  test.each([
    ['lines and their history', 'seq 100'],
    ['a screen that is not full', 'echo one; echo; echo three'],
    ['wrapped lines', `for n in 1 2 3 4 5; do printf '%0130d\\n' $n; done`],
    ['a line that begins above the screen', `seq 20; printf '%0500d\\n' 7`],
    [
      'wide characters',
      `for n in 1 2 3 4 5 6; do echo "日本語のとても長い行がここで折り返されますよ $n x"; done`,
    ],
    ['a bar rewritten in place', `seq 20; printf '10%%\\r90%%\\n'`],
    ['blanks at the ends of rows', `seq 15; printf 'a   \\nb      c   \\n'`],
  ])('of %s', async (_, script) => {
    const { ours, theirs } = await sideBySide(script);
    const ways: string[][] = [
      [],
      ['-S', '-5', '-E', '-2'],
      ['-S', '2', '-E', '4'],
      ['-S', '-'],
      ['-J', '-S', '-'],
      ['-J', '-S', '-4', '-E', '3'],
      ['-E', '-1'],
      ['-S', '-1000000'],
    ];
    const captured = await Promise.all(ways.map((words) => ours(...words)));
    ways.forEach((words, at) => {
      expect([words, captured[at]]).toEqual([words, theirs(...words)]);
    });
  });

  test('of a full-screen program, -N with the blanks it has written', async () => {
    const { ours, theirs } = await sideBySide(
      `seq 30; printf '\\033[?1049h\\033[2J\\033[3;5Hin the midst  \\033[10;1Hlast '`,
    );
    for (const words of [[], ['-N'], ['-S', '3', '-E', '9']]) {
      expect([words, await ours(...words)]).toEqual([words, theirs(...words)]);
    }
  });
});

describe('[WORD3] capture-pane', () => {
  test('-e has the colours, of the history too', async () => {
    const cli = outlive();
    const script = `printf '\\033[31mred\\033[0m plain\\n'; seq 30; printf '\\033[1;44mbold\\033[0m'; exec sleep 1000`;
    await cli.run('new', '-d', '-s', 'job', '-x', '40', '-y', '10', script);
    const capture = async (...words: string[]) =>
      (await cli.run('capture-pane', '-pt', 'job', ...words)).stdout;
    await expect.poll(() => capture()).toContain('bold');
    const rows = (await capture('-e', '-S', '-')).split('\n');
    expect(rows[0]).toBe('\x1b[31mred \x1b[mplain');
    expect(rows.at(-2)).toBe('\x1b[1;44mbold\x1b[m');
    expect((await capture('-S', '-')).split('\n')[0]).toBe('red plain');
  });

  test('of a session that has ended shows its last screen, nothing twice', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'job', '-x', '20', '-y', '5', `printf '%070d\\n' 1; seq 6`);
    await cli.run('wait', '-t', 'job');
    const capture = async (...words: string[]) =>
      (await cli.run('capture-pane', '-pt', 'job', ...words)).stdout;
    expect(await capture()).toBe('3\n4\n5\n6\n\n');
    const line = '0'.repeat(69);
    expect(await capture('-J', '-S', '-')).toBe(`${line}1\n1\n2\n3\n4\n5\n6\n\n`);
  });

  test('reaches back over more than an emulator keeps', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'job', '-x', '20', '-y', '5', 'seq 50000; exec sleep 1000');
    const capture = async (...words: string[]) =>
      (await cli.run('capture-pane', '-pt', 'job', ...words)).stdout;
    await expect.poll(() => capture()).toContain('50000');
    const all = (await capture('-S', '-')).split('\n');
    expect([all[0], all[49_998], all[49_999], all.length]).toEqual(['1', '49999', '50000', 50_002]);
    expect((await capture('-S', '-20000', '-E', '-19999')).split('\n')).toHaveLength(3);
  });
});
