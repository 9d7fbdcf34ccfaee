import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { stateInWords } from '../../../server/protocol/session.ts';
import { tookOver } from '../../../server/sessions/began.ts';
import { SessionDirectory } from '../../../server/sessions/session-directory.ts';
import { standIns } from '../../machine/stand-ins.ts';
import { until } from '../../sessions/harness.ts';
import { TestGateway, testState } from '../gateways.ts';

async function machine() {
  const parts = standIns();
  vi.stubEnv('HOME', parts.home);
  const state = await testState();
  const gateway = await TestGateway.start(state);
  const device = await gateway.pair();
  const start = async (job: object) => (await device.call('POST /api/sessions', job)).body;
  const summary = async (name: string) => (await device.call(`GET /api/sessions/${name}`)).body;
  const ended = (name: string) =>
    until(`${name} has ended`, async () => {
      const now = await summary(name);
      return now.state === 'ended' && now;
    });
  return { ...parts, state, device, start, summary, ended };
}

describe('a job', () => {
  it('[LOGIN5] that another program ends in place of has not ended well, and shows its output', async () => {
    const { write, start, ended, device } = await machine();
    const file = write('home/taken', 'echo "Welcome to the lab"; exit 0\n');
    await start({ name: 'job', command: 'echo ran', env: { BASH_ENV: file } });
    const over = await ended('job');
    expect(over).toMatchObject({ exitCode: null, reason: 'exit', tookOver: 'another program' });
    expect(stateInWords(over)).toBe('ended before it began');
    expect(over.lastLines).toEqual(['Welcome to the lab']);
    expect((await device.call('GET /api/sessions/job/log')).body).not.toContain('ran');
  });

  it('[LOGIN5] that another program runs in place of says which, once it had time to begin', async () => {
    const { write, start, summary, state, device } = await machine();
    const file = write('home/taken', 'exec cat\n');
    const { id } = await start({ name: 'job', command: 'echo ran', env: { BASH_ENV: file } });
    expect((await summary('job')).tookOver).toBeNull();
    const entry = await until('cat runs', async () => {
      const found = await new SessionDirectory(state).read(id);
      const later = Date.now() + 60_000;
      return found !== null && (await tookOver(found, later)) === 'cat' && found;
    });
    expect(
      stateInWords({
        ...(await summary('job')),
        tookOver: await tookOver(entry, Date.now() + 60_000),
      }),
    ).toBe('not begun (cat runs instead)');
    await device.call('POST /api/sessions/job/stop', { how: 'kill' });
  });

  it('[LOGIN5] begins whatever the start-up files of its user do, and says what they cost', async () => {
    const { write, start, ended, device } = await machine();
    for (const [name, text] of [
      ['tmux', 'export V=1; exec tmux\n'],
      ['exit', 'export V=1; exit 0\n'],
      ['question', 'read -p "Really? " x; cat; export V=1\n'],
    ] as const) {
      write('home/.bash_profile', text);
      await start({ name, command: 'echo "ran $V"' });
      expect(await ended(name)).toMatchObject({ exitCode: 0, tookOver: null });
      const log = (await device.call(`GET /api/sessions/${name}/log`)).body;
      expect(log).toContain('ran 1');
      expect(log.includes('end early')).toBe(name !== 'question');
    }
  });
});

describe.skipIf(process.getuid?.() !== 0)('a real login', () => {
  it('[LOGIN6] has nothing that a job from the page lacks, but what speaks of that login alone', async () => {
    const { start, ended, device, write, home } = await machine();
    write('home/.profile', 'export FROM_PROFILE=yes\n');
    write('home/.bash_profile', '. ~/.profile\n');
    // An account of root's number whose home is the test's: su makes a login for it by PAM.
    const account = `ol-login-${process.pid}`;
    execFileSync('useradd', [
      '-o',
      '-u',
      '0',
      '-g',
      '0',
      '-M',
      '-d',
      home,
      '-s',
      '/bin/bash',
      account,
    ]);
    onTestFinished(() => void spawnSync('userdel', ['-f', account]));
    const tell = `script -qec 'bash -l -i -c "env -0 >${home}/login"' /dev/null`;
    const env = { PATH: '/usr/bin:/bin', TERM: 'xterm-256color' };
    spawnSync('su', ['-', account, '-c', tell], { env, stdio: 'ignore' });
    const real = execFileSync('tr', ['\\0', '\\n'], {
      input: execFileSync('cat', [join(home, 'login')]),
    });
    await start({ name: 'job', command: `env -0 >'${home}/job'` });
    await ended('job');
    expect((await device.call('GET /api/sessions/job/log')).body).toBe('');
    const job = execFileSync('tr', ['\\0', '\\n'], {
      input: execFileSync('cat', [join(home, 'job')]),
    });
    const namesIn = (text: Buffer): readonly string[] =>
      String(text).match(/^[A-Za-z_]\w*(?==)/gm) ?? [];
    const ofThatLogin = [
      'SHLVL',
      '_',
      'MAIL',
      'XDG_SESSION_ID',
      'XDG_SESSION_CLASS',
      'XDG_SESSION_TYPE',
    ];
    const lacking = namesIn(real).filter((name) => !namesIn(job).includes(name));
    expect(lacking.filter((name) => !ofThatLogin.includes(name))).toEqual([]);
    const pathIn = (text: Buffer) => /^PATH=(.*)$/m.exec(String(text))?.[1];
    expect(pathIn(job)).toBe(pathIn(real));
  });
});
