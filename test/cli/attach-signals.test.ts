// What befalls an attached terminal from outside: signals, another size, a pager, other terminals.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Outlive } from './outlive.ts';
import { hasTmux, summary, terminal, world } from './real-terminal.ts';

/** The process that is attached, in a state directory that no other test uses. */
function client({ stateDir, program }: Outlive): number {
  const pids = execFileSync('pgrep', ['-f', `${program[1]} attach -t job`], { encoding: 'utf8' });
  const mine = pids
    .trim()
    .split('\n')
    .find((pid) => {
      const env = execFileSync('cat', [`/proc/${pid}/environ`], { encoding: 'latin1' });
      return env.includes(`OUTLIVE_STATE_DIR=${stateDir}\0`);
    });
  return Number(mine);
}

async function attached(script: string, words = '') {
  const cli = world();
  await cli.run('new', '-d', '-s', 'job', script);
  const here = terminal(cli);
  here.type(`$O attach -t job ${words}`, 'Enter');
  return { cli, here };
}

describe.skipIf(!hasTmux || process.platform !== 'linux')('[WORD9] an attached terminal', () => {
  test('is given back on SIGTSTP, and taken again with what came meanwhile and its new size', async () => {
    const { cli, here } = await attached('echo ready; exec sh');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^ready\n[$#]$/);
    process.kill(client(cli), 'SIGTSTP');
    await expect.poll(here.screen).toMatch(/Stopped.*\n[$#]$/);
    here.type('stty -a | grep -c -e "-icanon" -e "-echo "', 'Enter');
    await expect.poll(here.screen).toMatch(/\n0\n[$#]$/);
    await cli.run('send-keys', '-t', 'job', 'echo mean"while"', 'Enter');
    here.resize(90, 20);
    here.type('fg', 'Enter');
    await expect.poll(here.screen).toMatch(/^ready\n[$#] echo mean"while"\nmeanwhile\n[$#]$/);
    await expect.poll(async () => (await summary(cli, 'job'))?.cols).toBe(90);
    here.type('echo on', 'Enter');
    await expect.poll(here.screen).toMatch(/\non\n[$#]$/);
  });

  test('that was stopped by SIGSTOP is raw again on SIGCONT; Ctrl+Z is the program’s', async () => {
    const { cli, here } = await attached('exec sh');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^[$#]$/);
    process.kill(client(cli), 'SIGSTOP');
    await expect.poll(here.screen).toMatch(/Stopped/);
    // The shell finds the terminal raw, as a stopped process cannot but leave it.
    here.type('fg', 'C-j');
    await expect.poll(here.screen).toMatch(/^[$#]$/);
    here.type('sh -c "echo asl"eep"; exec sleep 1000"', 'Enter');
    await expect.poll(here.screen).toMatch(/\nasleep$/);
    here.type('C-z');
    await expect.poll(here.screen).toMatch(/\^Z[\s\S]*Stopped.*\n[$#]$/);
  });

  test.each(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const)(
    '%s gives it back',
    async (signal) => {
      const { cli, here } = await attached(
        `printf '\\033[?1049h\\033[?25l\\033[?1003h\\033[?2004h\\033[31mfull screen'; exec cat`,
      );
      await expect.poll(here.screen, { timeout: 20_000 }).toBe('full screen');
      process.kill(client(cli), signal);
      await expect.poll(here.screen).toMatch(/\n[$#]$/);
      here.type('stty -a | grep -c -e "-icanon" -e "-echo "', 'Enter');
      await expect.poll(here.screen).toMatch(/\n0\n/);
      expect(here.modes()).toBe('cursor 1, mouse 0, alternate 0');
      expect((await summary(cli, 'job'))?.state).toBe('running');
    },
  );

  test('stays with the session when Ctrl+C is pressed in the pager', async () => {
    const { here } = await attached('seq 50; exec sh');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\n50\n[$#]$/);
    here.type('C-b', '[');
    await expect.poll(here.screen, { timeout: 10_000 }).toMatch(/\(END\)$/);
    here.type('C-c');
    here.type('q');
    await expect.poll(here.screen).toMatch(/\n50\n[$#]$/);
    here.type('echo on', 'Enter');
    await expect.poll(here.screen).toMatch(/\non\n[$#]$/);
  });

  test('shows the end that came while the pager was open once that is left', async () => {
    const { cli, here } = await attached('seq 50; read x; exit 4');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\n50$/);
    here.type('C-b', '[');
    await expect.poll(here.screen, { timeout: 10_000 }).toMatch(/\(END\)$/);
    await cli.run('send-keys', '-t', 'job', 'Enter');
    await expect.poll(async () => (await summary(cli, 'job'))?.state).toBe('ended');
    expect(here.screen()).toMatch(/\(END\)$/);
    here.type('q');
    await expect.poll(here.screen).toMatch(/\[exited 4\]\n[$#]$/);
  });
});

describe.skipIf(!hasTmux)('[WORD10] the scrollback of the real terminal', () => {
  test('holds each line once, through a pager, another size and much output', async () => {
    const { cli, here } = await attached('echo first; exec sh');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^first\n[$#]$/);
    here.type('PS1=', 'Enter');
    here.type('seq 60', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\n60$/);
    here.resize(100, 30);
    // Output in the very moment of a resize may be wrapped at either size.
    const cols = async () => (await summary(cli, 'job'))?.cols;
    await expect.poll(cols, { timeout: 20_000 }).toBe(100);
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\n60$/);
    here.type('seq 100 160', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\n160$/);
    here.type('C-b', '[');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\(END\)$/);
    here.type('q');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\n160$/);
    here.type('seq 200 260', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/\n260$/);
    const numbers = here.history().filter((line) => /^\d+$/.test(line));
    const range = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
    expect(numbers).toEqual([...range(1, 60), ...range(100, 160), ...range(200, 260)]);
  });

  test('says where a flood was left out', async () => {
    const { here } = await attached('echo first; exec sh');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^first\n[$#]$/);
    here.type('seq 2000000', 'Enter');
    await expect.poll(here.screen, { timeout: 60_000 }).toMatch(/\n2000000\n[$#]$/);
    expect(here.history().join('\n')).toContain('Ctrl+b [ has all of it]');
  });
});
