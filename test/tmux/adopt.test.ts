// Sessions adopted from the real tmux, with its user at a real terminal beside them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isAlive } from '../../server/identity/process-identity.ts';
import { openOutputReader } from '../../server/log/reader.ts';
import { releasePane } from '../../server/sessions/adopt.ts';
import { stopSession } from '../../server/sessions/stop.ts';
import { endedSession, until } from '../sessions/harness.ts';
import { TmuxUser } from './user.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const hasEditor = ['/usr/bin/vi', '/etc/services'].every(existsSync);

async function outputBytes(outputDir: string): Promise<number> {
  const reader = openOutputReader(outputDir);
  const { to } = await reader.bounds();
  await reader.close();
  return to;
}

const count = (most: number) => `i=1; while [ $i -le ${most} ]; do echo line $i; i=$((i+1)); done`;

describe.skipIf(!hasTmux)('a pane of tmux', () => {
  test('[TMUX1] is a session with its history, its screen and its cursor', async () => {
    const user = await TmuxUser.start();
    await user.type(`${count(200)}; printf "\\033[31mred\\033[0m \\033(0lqk\\033(B 日本"`);
    await user.sees(/日本\$ ?$/m);
    await user.tmux('send-keys', '-t', 'work', '-l', 'half a command');
    await user.sees(/half a command/);
    const pane = await user.adopt();
    await pane.shows('half a command');
    const { log } = await pane.screen();
    for (const n of [1, 100, 200]) expect(log.toString()).toContain(`line ${n}\r\n`);
    expect(log.toString()).toContain('\x1b[31mred');
    await user.tmux('send-keys', '-t', 'work', 'C-u');
    await user.type('echo later');
    await pane.shows('later\n$');
    expect(pane.session).toMatchObject({ name: 'work', tmux: 'work', state: 'running' });
  });

  test('[TMUX2] in the alternate screen it keeps the lines below, and its modes', async () => {
    const user = await TmuxUser.start();
    await user.type(
      `${count(40)}; printf '\\033[?1049h\\033[?1006h\\033[?1002h\\033[?25l\\033[5;7Hfull'; cat`,
    );
    await user.sees(/full/);
    const pane = await user.adopt();
    await pane.shows('full');
    const { log } = await pane.screen();
    const text = log.toString();
    expect(text.indexOf('line 40')).toBeLessThan(text.indexOf('\x1b[?1049h'));
    for (const mode of ['?1006h', '?1002h', '?25l']) expect(text).toContain(`\x1b[${mode}`);
    await user.type("\x04printf '\\033[?1049l'");
    await pane.shows('line 40');
  });

  test('[TMUX3] what is typed here arrives there once, byte for byte', async () => {
    const user = await TmuxUser.start(
      'stty raw -echo opost onlcr; echo ready; exec od -An -tx1 -v',
    );
    await user.sees(/ready/);
    const pane = await user.adopt();
    const link = await pane.link();
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(await link.input('phone', 1, every)).toBe('accepted');
    expect(await link.input('phone', 1, every)).toBe('accepted');
    expect(await link.input('phone', 2, Buffer.alloc(16, 'x'))).toBe('accepted');
    await user.sees(/78 78 78/);
    const rows = (await user.tmux('capture-pane', '-p', '-t', 'work')).match(/\b[0-9a-f]{2}\b/g);
    const expected = [...every, ...Buffer.alloc(16, 'x')];
    expect(rows?.map((byte) => Number.parseInt(byte, 16))).toEqual(expected);
  });

  test('[TMUX4] typing leaves copy mode, so that it reaches the program', async () => {
    const user = await TmuxUser.start();
    const pane = await user.adopt();
    await user.tmux('copy-mode', '-t', 'work');
    await pane.type('echo typed\r');
    await user.sees(/^typed$/m);
    expect(await user.ask('pane_in_mode')).toBe('0');
  });

  test("[TMUX5] the user's windows keep their size, whoever looks, and a resize there is one here", async () => {
    const user = await TmuxUser.start();
    const terminal = user.attach({ cols: 121, rows: 41 });
    await until('it is attached', async () => (await user.ask('window_width')) === '121');
    const pane = await user.adopt();
    await pane.shows('$');
    const link = await pane.link();
    link.resize({ cols: 40, rows: 20, owner: 'phone' });
    await pane.type('stty size\r');
    await pane.shows('40 121\n$');
    terminal.resize(90, 30);
    await until('it is smaller', async () => (await user.ask('window_width')) === '90');
    // tmux tells the program a moment later.
    await until('the program knows', async () => {
      await pane.type('stty size\r');
      return /^29 90$/m.test(await user.tmux('capture-pane', '-p', '-t', 'work'));
    });
    await pane.shows('29 90\n$');
    terminal.kill();
    await until(
      'it is gone',
      async () => (await user.tmux('list-clients')).split('\n').length === 2,
    );
    await pane.type('stty size\r');
    await pane.shows('29 90\n$');
  });

  test.skipIf(!hasEditor)(
    '[TMUX5] an editor and wrapped lines look as in tmux, whatever its user does to the size',
    async () => {
      const user = await TmuxUser.start();
      const terminal = user.attach({ cols: 121, rows: 41 });
      const resize = async (cols: number, rows: number) => {
        terminal.resize(cols, rows);
        await until('it has that size', async () => (await user.ask('window_width')) === `${cols}`);
      };
      await user.type('vi -n /etc/services');
      await user.sees(/tcpmux/);
      const pane = await user.adopt();
      await pane.shows('tcpmux');
      await pane.type('jjjG');
      await pane.shows('udp');
      await resize(70, 25);
      await pane.type('gg');
      await pane.shows('tcpmux');
      await pane.type(':q!\r');
      const words = 'a long line, number $i of them, that wraps where the window is small';
      await user.type(`${count(60).replace('line $i', words)}`);
      await pane.shows('number 60');
      await resize(40, 12);
      await pane.shows('$');
      await resize(100, 30);
      await pane.shows('number 60');
      await user.tmux('split-window', '-h', '-t', 'work', 'exec cat');
      await pane.shows('$');
    },
  );

  test('[TMUX6] brings no environment into tmux and leaves the other windows as they are', async () => {
    const user = await TmuxUser.start();
    await user.tmux('new-window', '-t', 'work', 'exec cat');
    const before = await user.tmux('show-environment', '-t', 'work');
    const pane = await user.adopt('work:0');
    await pane.shows('$');
    expect(await user.tmux('show-environment', '-t', 'work')).toBe(before);
    expect(await user.ask('window_index')).toBe('1');
  });

  test('[TMUX7] neighbours are sessions of their own, and go on though nobody looks at them', async () => {
    const user = await TmuxUser.start();
    await user.tmux('split-window', '-t', 'work', 'exec sh');
    await user.tmux('select-pane', '-t', 'work:0.0');
    const first = await user.adopt('work');
    // A pane that nobody reads would stand still after a few pages.
    await user.type(`${count(20_000)} | tail -n 20000; echo done`, 'work:0.1');
    await user.sees(/^done$/m, 'work:0.1');
    const second = await user.adopt('work:0.1');
    await user.type('echo one', 'work:0.0');
    await user.type('echo two', 'work:0.1');
    await first.shows('one\n');
    await second.shows('two\n');
    expect((await first.screen()).log.toString()).not.toContain('line 7');
    expect(second.session.name).toBe('work-0.1');
  });

  test('[TMUX8] detached with everybody else (attach -d), it comes back and has missed nothing', async () => {
    const user = await TmuxUser.start();
    const pane = await user.adopt();
    await user.type(count(30));
    await pane.shows('line 30');
    await user.type(`${count(400)} | sed s/line/next/`);
    for (let times = 0; times < 3; times++) {
      const detach = () => user.tmux('detach-client', '-s', 'work');
      await until('it is detached', async () => (await detach().catch(() => null)) !== null);
    }
    await user.sees(/next 400/);
    await pane.shows('next 400');
    await user.type('echo after');
    await pane.shows('after\n$');
    const text = (await pane.screen()).log.toString();
    for (let n = 1; n <= 400; n++) expect(text).toContain(`next ${n}\r\n`);
  });

  test('[TMUX9] a new name, another window and another session are followed', async () => {
    const user = await TmuxUser.start();
    await user.tmux('new-session', '-d', '-s', 'other', 'exec cat');
    await user.tmux('split-window', '-t', 'work', 'exec cat');
    const pane = await user.adopt('work:0.0');
    await user.tmux('rename-session', '-t', 'work', 'deed');
    await until('the new name', async () => (await pane.entry()).place?.session === 'deed');
    await user.tmux('join-pane', '-d', '-s', 'deed:0.0', '-t', 'other');
    await until('the other', async () => (await pane.entry()).place?.session === 'other');
    await user.type('echo moved', pane.pane.id);
    await pane.shows('moved');
  });
});

describe.skipIf(!hasTmux)('a terminal query in a pane of tmux', () => {
  test('[TMUX18] is answered by tmux alone', async () => {
    const user = await TmuxUser.start("stty -echo; printf '\\033[c'; exec cat -v");
    const pane = await user.adopt();
    const link = await pane.link();
    const told: boolean[] = [];
    link.on('answerer', (you) => told.push(you));
    await user.type('x');
    await user.sees(/^\^\[\[\?1;2cx/m);
    link.reply(0, 1, Buffer.from('typed\r'));
    await pane.type('y\r');
    await pane.shows('y');
    expect((await pane.screen()).text).not.toContain('typed');
    expect(told).toEqual([]);
  });
});

describe.skipIf(!hasTmux)('a flood in a pane of tmux', () => {
  const flood = 'while :; do seq 1000000; done';

  test('[TMUX15] Ctrl+C gets through, and what is shown at the end is right', async () => {
    const user = await TmuxUser.start();
    user.attach({ cols: 80, rows: 25 });
    const pane = await user.adopt();
    await user.type(flood);
    const { outputDir } = await pane.entry();
    await until('it floods', async () => (await outputBytes(outputDir)) > 4_000_000);
    await pane.type('\x03');
    await user.sees(/^\$ ?$/m);
    await pane.type('echo the end\r');
    await pane.shows('the end\n$');
  });

  test('[TMUX16] a host that stands still is not waited for, and says what it may have missed', async () => {
    const user = await TmuxUser.start();
    user.attach({ cols: 80, rows: 25 });
    const pane = await user.adopt();
    const host = (await pane.entry()).host?.host.pid ?? 0;
    process.kill(host, 'SIGSTOP');
    await user.type(flood);
    // Longer than tmux keeps output for a client that does not read.
    await new Promise((resolve) => setTimeout(resolve, 4500));
    await user.tmux('send-keys', '-t', 'work', 'C-c');
    await user.type('echo the end');
    await user.sees(/^the end$/m);
    process.kill(host, 'SIGCONT');
    await pane.shows('the end\n$');
    expect((await pane.screen()).log.toString()).toContain('may be missing');
  });
});

describe.skipIf(!hasTmux)('the end of a pane of tmux', () => {
  test('[TMUX10] its program ends: the session has ended, with the code where tmux tells', async () => {
    const user = await TmuxUser.start();
    await user.tmux('new-window', '-d', '-t', 'work', 'exec sh');
    await user.tmux('set-option', '-w', '-t', 'work:1', 'remain-on-exit', 'on');
    await user.adopt('work:0');
    await user.adopt('work:1');
    await user.type('echo bye; exit 3', 'work:1');
    await user.type('exit 3', 'work:0');
    expect(await endedSession(user.sessions, 'work-1.0')).toMatchObject({
      exitCode: 3,
      reason: 'exit',
    });
    expect(await endedSession(user.sessions, 'work')).toMatchObject({
      exitCode: null,
      reason: 'exit',
    });
  });

  test('[TMUX11] Kill ends the tmux session and signals nobody; Terminate closes the pane alone', async () => {
    const user = await TmuxUser.start();
    await user.tmux('new-session', '-d', '-s', 'other', 'exec cat');
    await user.tmux('split-window', '-t', 'work', 'exec cat');
    const pane = await user.adopt('work:0.0');
    const neighbour = await user.adopt('work:0.1');
    const { state } = user.sessions;
    const one = await stopSession(state, await pane.entry(), 'terminate');
    expect(one.ended.map(({ pid }) => pid)).toEqual([pane.pane.pid]);
    expect(await endedSession(user.sessions, pane.session.id)).toMatchObject({ reason: 'killed' });
    expect(await user.tmux('list-panes', '-a', '-F', '#S')).toBe('other\nwork\n');
    await stopSession(state, await neighbour.entry(), 'kill');
    expect(await endedSession(user.sessions, neighbour.session.id)).toMatchObject({
      reason: 'killed',
    });
    expect(await user.tmux('list-panes', '-a', '-F', '#S')).toBe('other\n');
  });

  test('[TMUX12] the tmux server is killed: its sessions are lost', async () => {
    const user = await TmuxUser.start();
    const pane = await user.adopt();
    process.kill(Number(await user.ask('pid')), 'SIGKILL');
    expect(await endedSession(user.sessions, pane.session.id)).toMatchObject({ reason: 'lost' });
  });

  test('[TMUX13] its host is killed: lost here, unharmed there, and adopted again', async () => {
    const user = await TmuxUser.start();
    const pane = await user.adopt();
    const entry = await pane.entry();
    process.kill(entry.host?.host.pid ?? 0, 'SIGKILL');
    expect(await endedSession(user.sessions, pane.session.id)).toMatchObject({ reason: 'lost' });
    await expect(
      stopSession(user.sessions.state, await pane.entry(), 'kill'),
    ).rejects.toMatchObject({ code: 'not-running' });
    await user.type('echo unharmed');
    await user.sees(/^unharmed$/m);
    const again = await user.adopt();
    await again.shows('unharmed');
    expect(again.session).toMatchObject({ name: 'work', state: 'running' });
    expect((await pane.entry()).spec.name).toBe('work.1');
    const clients = () => user.tmux('list-clients');
    await until('the old client is gone', async () => (await clients()).split('\n').length === 2);
  });

  test('[TMUX17] let go of, it goes on in tmux', async () => {
    const user = await TmuxUser.start();
    const pane = await user.adopt();
    await releasePane(await pane.entry());
    expect((await pane.entry()).exit).toMatchObject({ reason: 'lost' });
    expect(await user.tmux('list-clients')).toBe('');
    await user.type('echo unharmed');
    await user.sees(/^unharmed$/m);
  });

  test('[TMUX14] killing another session leaves a tmux server alone that was started in it', async () => {
    const user = await TmuxUser.start();
    const { state, directory } = user.sessions;
    const command = `tmux -S ${user.socket}2 -f /dev/null new-session -d -s inner -x80 -y24 'exec sh'; sleep 300`;
    const outer = await user.sessions.launch({ command, name: 'outer' });
    const inner = await TmuxUser.join(user, `${user.socket}2`);
    await until('it runs', () => inner.tmux('list-panes').catch(() => null));
    const pane = await inner.adopt('inner');
    await stopSession(state, await directory.find(outer.id), 'kill');
    const { host } = await pane.entry();
    expect(host !== null && isAlive(host.host)).toBe(true);
    await inner.type('echo here', 'inner');
    await pane.shows('here');
    await inner.tmux('kill-server');
  });
});
