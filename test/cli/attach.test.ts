// Drives `outlive attach` inside a real terminal emulator, tmux's.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../server/identity/machine.ts';
import { untilSaid } from './outlive.ts';
import { hasTmux, summary, terminal, world } from './real-terminal.ts';

describe.skipIf(!hasTmux)('attach', () => {
  test('[CLI24] shows the screen, types, takes the size; [CLI25] Ctrl+b d detaches and the session goes on', async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', 'echo before; exec sh');
    const here = terminal(cli);
    here.type('$O attach -t job', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^before\n[$#]$/);
    here.type('echo "1+1=$((1+1))"; stty size', 'Enter');
    await expect.poll(here.screen).toContain('1+1=2\n24 80\n');
    here.resize(100, 30);
    await expect.poll(async () => (await summary(cli, 'job'))?.cols).toBe(100);
    here.type('C-b', 'd');
    await expect.poll(here.screen).toMatch(/\[detached \(from session job\)\]\n[$#]$/);
    here.type('stty -a | grep -c -e "-icanon" -e "-echo "; echo $?', 'Enter');
    await expect.poll(here.screen).toMatch(/\n0\n1\n[$#]$/);
    expect((await summary(cli, 'job'))?.state).toBe('running');
    // What is derived from the log is the gateway's to write.
    const folder = join(cli.stateDir, thisMachine().id, 's', (await summary(cli, 'job'))?.id ?? '');
    expect(readdirSync(folder).sort()).toEqual(['host.json', 'output', 'sock', 'spec.json']);
  });

  test('[CLI24] several at once see the same; -r neither types nor changes the size', async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', '-x', '70', '-y', '20', 'exec sh');
    const [one, two] = [terminal(cli), terminal(cli)];
    two.type('$O attach -r -t job', 'Enter');
    await expect.poll(two.screen, { timeout: 20_000 }).toMatch(/^[$#]$/);
    expect((await summary(cli, 'job'))?.cols).toBe(70);
    one.type('$O a -tjob', 'Enter');
    await expect.poll(async () => (await summary(cli, 'job'))?.cols, { timeout: 20_000 }).toBe(80);
    two.type('echo typed by two', 'Enter');
    one.type('echo typed by one', 'Enter');
    await expect.poll(one.screen).toContain('typed by one\n');
    await expect.poll(two.screen).toContain('typed by one\n');
    expect(one.screen()).not.toContain('two');
  });

  test('[CLI24] a full-screen program is shown whole, and [CLI26] leaves nothing switched on', async () => {
    const cli = world();
    const script = `printf '\\033[?1049h\\033[?25l\\033[?1000h\\033[2J\\033[5;10Hfull screen\\033[24;1Hbottom'; exec sleep 1000`;
    await cli.run('new', '-d', '-s', 'job', '-x', '80', '-y', '24', script);
    const here = terminal(cli);
    here.type('echo mine; $O attach -t job', 'Enter');
    await expect
      .poll(here.screen, { timeout: 20_000 })
      .toBe(`${'\n'.repeat(4)}         full screen${'\n'.repeat(19)}bottom`);
    here.type('C-b', 'd');
    await expect.poll(here.screen).toMatch(/\[detached \(from session job\)\]\n[$#]$/);
    expect(here.screen()).not.toContain('full screen');
  });

  test("[CLI26] the program's end is told", async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', 'read x; echo last words; exit 3');
    const here = terminal(cli);
    here.type('$O attach -t job; echo "status $?"', 'Enter');
    await expect.poll(async () => (await summary(cli, 'job'))?.cols, { timeout: 20_000 }).toBe(80);
    here.type('', 'Enter');
    await expect.poll(here.screen).toMatch(/last words\n[\s\S]*\[exited 3\]\nstatus 0\n[$#]$/);
  });

  test("[CLI26] the host's death, and a signal to the client, give the terminal back", async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'one', 'echo one; exec sh');
    const here = terminal(cli);
    here.type('$O attach -t one', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^one\n[$#]$/);
    const id = (await summary(cli, 'one'))?.id ?? '';
    const clients = execFileSync('pgrep', ['-f', `${cli.program[1]} attach`], { encoding: 'utf8' });
    process.kill(Number(clients.trim().split('\n')[0]), 'SIGTERM');
    await expect.poll(here.screen).toMatch(/\n[$#]$/);
    here.type('stty -a | grep -c -e "-icanon" -e "-echo "; clear', 'Enter');
    here.type('$O attach -t one', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^one\n[$#]$/);
    const hosts = execFileSync('pgrep', ['-f', `main.cjs .*/${id}$`], { encoding: 'utf8' });
    process.kill(Number(hosts.trim()), 'SIGKILL');
    await expect.poll(here.screen).toMatch(/outlive: The process that held "one" is gone/);
    await expect.poll(here.screen).toMatch(/\n[$#]$/);
    await cli.run('kill-session', '-t', 'one');
  });

  test('[CLI26] a terminal that is closed ends the client, not the session', async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', 'echo ready; exec sh');
    const command = `${cli.program.join(' ')} attach -t job`;
    const script = spawn('script', ['-qfc', command, '/dev/null'], { env: cli.env });
    onTestFinished(() => void script.kill('SIGKILL'));
    await untilSaid(script.stdout, /ready/);
    const client = () => spawnSync('pgrep', ['-f', `${cli.program[1]} attach`]).status;
    expect(client()).toBe(0);
    script.kill('SIGKILL');
    await expect.poll(client, { timeout: 10_000 }).toBe(1);
    expect((await summary(cli, 'job'))?.state).toBe('running');
  });

  test('[CLI25] Ctrl+b [ shows the log in the pager', async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', 'seq 100; exec sh');
    const here = terminal({ ...cli, env: { ...cli.env, PAGER: 'less' } });
    here.type('$O attach -t job', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/99\n100\n[$#]$/);
    here.type('C-b', '[');
    await expect.poll(here.screen, { timeout: 10_000 }).toMatch(/\n100\n[$#]\n\(END\)$/);
    here.type('g');
    await expect.poll(here.screen).toMatch(/^1\n2\n/);
    here.type('q');
    await expect.poll(here.screen).toMatch(/99\n100\n[$#]$/);
    here.type('echo back', 'Enter');
    await expect.poll(here.screen).toMatch(/\nback\n[$#]$/);
  });

  test('[CLI27] a question to the terminal is answered once', async () => {
    const cli = world();
    const ask = `stty raw -echo min 0 time 20; printf '\\033[6n'; answer=$(dd bs=64 count=1 2>/dev/null); more=$(dd bs=64 count=1 2>/dev/null); stty sane; printf '%s|%s|' "$answer" "$more" | tr '\\033' E`;
    await cli.run('new', '-d', '-s', 'job', `echo ready; read x; ${ask}; exec sh`);
    const here = terminal(cli);
    here.type('$O attach -t job', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toBe('ready');
    here.type('', 'Enter');
    await expect.poll(here.screen, { timeout: 15_000 }).toMatch(/E\[\d+;\d+R\|\|/);
  });

  test('[CLI28] Ctrl+C gets through a flood', async () => {
    const cli = world();
    await cli.run('new', '-d', '-s', 'job', 'echo ready; exec sh');
    const here = terminal(cli);
    here.type('$O attach -t job', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/ready\n[$#]$/);
    here.type('yes', 'Enter');
    await expect.poll(here.screen).toMatch(/y\ny\ny\ny/);
    here.type('C-c');
    await expect.poll(here.screen, { timeout: 10_000 }).toMatch(/\n[$#]$/);
    here.type('echo "still $((40+2))"', 'Enter');
    await expect.poll(here.screen).toMatch(/still 42\n[$#]$/);
  });

  test('[CLI29] new attaches; -A attaches to what is there; inside a session neither nests', async () => {
    const cli = world();
    const here = terminal(cli);
    here.type('$O new -s job sh', 'Enter');
    await expect.poll(here.screen, { timeout: 20_000 }).toMatch(/^[$#]$/);
    expect(await summary(cli, 'job')).toMatchObject({ state: 'running', cols: 80, rows: 24 });
    here.type('$O attach -t job', 'Enter');
    await expect
      .poll(here.screen, { timeout: 10_000 })
      .toMatch(/outlive: This terminal is the session "job" itself/);
    here.type('$O new -s other sh', 'Enter');
    await expect
      .poll(here.screen, { timeout: 10_000 })
      .toMatch(/started other; "outlive logs -f -t other" shows it\n[$#]$/);
    here.type('C-b', 'd');
    await expect.poll(here.screen).toMatch(/\[detached \(from session job\)\]\n[$#]$/);
    here.type('clear; $O new -A -s job', 'Enter');
    await expect.poll(here.screen, { timeout: 10_000 }).toMatch(/started other/);
  });

  test('[CLI29] a command that is done before one can look shows what it said', async () => {
    const cli = world();
    const here = terminal(cli);
    here.type('clear; $O new "echo quick; exit 5"', 'Enter');
    await expect
      .poll(here.screen, { timeout: 20_000 })
      .toMatch(/quick\n[\s\S]*\[exited 5\]\n[$#]$/);
  });
});

describe('[CLI29] without a terminal', () => {
  test('attach is refused in one line', async () => {
    const { run, runWith } = world();
    await run('new', '-d', '-s', 'job', 'sleep 1000');
    const refused = await run('attach', '-t', 'job');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^outlive: There is no terminal here that could show a session\. .+\n$/,
    );
    const nested = await runWith({ env: { OUTLIVE_SESSION: 'abcd1234' } }, 'a', '-t', 'job');
    expect(nested.stderr).toMatch(/^outlive: This terminal is the session .+\n$/);
  });
});
