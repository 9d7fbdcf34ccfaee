// The README's walk-through, word for word as a person does it: on a real terminal that is closed in the
// midst of it.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasTmux, summary, terminal, world } from './real-terminal.ts';

/** What the README's walk-through types, in its order. */
const walk = () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const chapter = readme.split('## Try it')[1]?.split('\n## ')[0] ?? '';
  const lines = chapter.split('\n').filter((line) => line.startsWith('    '));
  return lines.map((line) => line.trim().replace(/^outlive /, '$O '));
};
const count = (screen: string) => Number(screen.match(/count (\d+)(?![\s\S]*count)/)?.[1] ?? 0);

describe.skipIf(!hasTmux)('[WORD12] the chapter of the guide', () => {
  test('create, count, detach, come back, close the terminal, come back, Ctrl+C, kill', async () => {
    const cli = world();
    const [create = '', counter = '', list = '', comeBack = '', end = ''] = walk();
    expect(walk()).toHaveLength(5);
    const first = terminal(cli);
    first.type(create, 'Enter');
    await expect
      .poll(async () => (await summary(cli, 'demo'))?.state, { timeout: 20_000 })
      .toBe('running');
    first.type('-l', counter);
    first.type('Enter');
    await expect.poll(() => count(first.screen()), { timeout: 20_000 }).toBeGreaterThan(5);
    first.type('C-b', 'd');
    await expect
      .poll(first.screen, { timeout: 10_000 })
      .toMatch(/\[detached \(from session demo\)\]\n[$#]$/);
    const atDetach = count(first.screen());
    first.type(`clear; ${list}`, 'Enter');
    await expect
      .poll(first.screen, { timeout: 10_000 })
      .toMatch(/^demo: running \(created \w{3} \w{3} [\d ]\d [\d:]{8} \d{4}\)/m);

    first.type(`clear; ${comeBack}`, 'Enter');
    await expect.poll(() => count(first.screen()), { timeout: 20_000 }).toBeGreaterThan(atDetach);
    const atClose = count(first.screen());
    first.close();

    const second = terminal(cli);
    second.type(comeBack, 'Enter');
    await expect
      .poll(() => count(second.screen()), { timeout: 20_000 })
      .toBeGreaterThan(atClose + 5);
    second.type('C-c');
    await expect
      .poll(second.screen, { timeout: 10_000 })
      .toMatch(/count \d+\n(\^C)?[\s\S]*[$#] ?$/);
    second.type('echo still $((40+2))', 'Enter');
    await expect.poll(second.screen).toMatch(/still 42\n/);
    // What the session shows is what the real terminal shows, row for row.
    const captured = (await cli.run('capture-pane', '-pt', 'demo')).stdout.trimEnd();
    await expect.poll(second.screen).toBe(captured);

    const { status } = await cli.run(...end.split(' ').slice(1));
    expect(status).toBe(0);
    await expect.poll(second.screen, { timeout: 10_000 }).toMatch(/\[ended by SIG\w+\]\n[$#]$/);
    expect((await summary(cli, 'demo'))?.state).toBe('ended');
    const lines = (await cli.run('logs', '-t', 'demo')).stdout.split('\n');
    const counted = lines.filter((line) => /^count \d+$/.test(line));
    expect(counted).toEqual(counted.map((_, at) => `count ${at + 1}`));
  });

  test('a full-screen program looks the same on a real terminal as in the session', async () => {
    const cli = world();
    const script = `printf '\\033[?1049h'; for r in $(seq 24); do printf '\\033[%d;%dH%s' $r $r "row $r 日本 ╭─╮"; done; printf '\\033[5;10r\\033[12;40Hcursor'; exec cat`;
    await cli.run('new', '-d', '-s', 'full', '-x', '80', '-y', '24', script);
    const here = terminal(cli);
    here.type('$O attach -t full', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toContain('cursor');
    const captured = (await cli.run('capture-pane', '-pt', 'full')).stdout.trimEnd();
    expect(here.screen()).toBe(captured);
    expect(captured).toContain('row 24 日本 ╭─╮');
  });
});
