import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { thisMachine } from '../../server/identity/machine.ts';
import { processIdentity } from '../../server/identity/process-identity.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type Outlive, outlive } from './outlive.ts';

async function list({ run }: Outlive): Promise<SessionSummary[]> {
  return JSON.parse((await run('ls', '--json')).stdout);
}

/** Starts a session, waits for its end, and gives what it printed. */
async function outputOf(cli: Outlive, ...words: string[]): Promise<string> {
  expect(await cli.run('new', '-d', '-s', 'job', ...words)).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
  await cli.run('wait', '-t', 'job');
  const { stdout } = await cli.run('logs', '-t', 'job');
  await cli.run('rm', '-t', 'job');
  return stdout;
}

describe('[CLI4] the list', () => {
  test('is empty at first, and says how to start a session', async () => {
    const { run } = outlive();
    expect(await run('ls')).toEqual({
      status: 0,
      stdout: '',
      stderr: 'There are no sessions. "outlive new" starts one.\n',
    });
    expect((await run('list-sessions', '--json')).stdout).toBe('[]\n');
  });

  test('shows running and ended sessions as tmux does, and all there is as JSON', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', '-x', '132', '-y', '50', 'sleep 1000');
    await cli.run('new', '-d', '-s', 'done', 'exit 3');
    await cli.run('wait', '-t', 'done');
    const time = '\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}';
    expect((await cli.run('ls')).stdout).toMatch(
      new RegExp(
        `^train: running \\(created ${time}\\) sleep 1000\ndone: ended, exit 3 \\(created ${time}\\) exit 3\n$`,
      ),
    );
    const [train, done] = await list(cli);
    expect(train).toMatchObject({
      name: 'train',
      state: 'running',
      command: 'sleep 1000',
      cwd: cli.stateDir,
      exitCode: null,
      signal: null,
      reason: null,
      waitingFor: null,
      endedAt: null,
      cols: 132,
      rows: 50,
      machine: hostname().split('.')[0],
    });
    expect(train?.id).toMatch(/^[a-z0-9]{8}$/);
    process.kill(train?.pid ?? Number.NaN, 0);
    expect(done).toMatchObject({ state: 'ended', exitCode: 3, reason: 'exit', pid: null });
    expect(new Date(done?.endedAt ?? '').getTime()).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('[CLI5] a new session', () => {
  test('one word is a shell command, several are a program and its arguments', async () => {
    const cli = outlive();
    expect(await outputOf(cli, 'echo a  b; echo $((1+1))')).toBe('a b\n2\n');
    expect(await outputOf(cli, 'printf', '%s\\n', 'a  b', '$HOME; ls')).toBe('a  b\n$HOME; ls\n');
    expect(await outputOf(cli, '--', 'printf', '-d')).toBe('-d\n');
  });

  test('none is the login shell', async () => {
    const cli = outlive({ SHELL: '/bin/sh' });
    await cli.run('new', '-d', '-s', 'shell');
    expect((await list(cli))[0]).toMatchObject({ command: '', state: 'running' });
  });

  test("runs in the caller's folder with the caller's variables, and -c and -e on top", async () => {
    const cli = outlive({ OUTLIVE_SOMETHING: 'ours', FROM_CALLER: 'yes', npm_config_x: 'npm' });
    const script =
      'pwd; echo $FROM_CALLER-$OUTLIVE_SOMETHING-$npm_config_x; echo $A,$B; echo $TERM $COLORTERM $OUTLIVE_SESSION_NAME';
    const expected = 'yes--\n1=2,\nxterm-256color truecolor job\n';
    expect(await outputOf(cli, '-eA=1=2', '-e', 'B=', script)).toBe(`${cli.stateDir}\n${expected}`);
    expect(await outputOf(cli, '-c', '/usr/../usr', '-eA=1=2', script)).toBe(`/usr\n${expected}`);
    expect(await outputOf(cli, '-c', '..', 'pwd')).toBe('/tmp\n');
  });

  test('inside it, outlive means the same sessions', async () => {
    const cli = outlive();
    expect(await outputOf(cli, 'env | grep ^OUTLIVE_ | sort | sed s/=[a-z0-9]*$/=ID/')).toBe(
      `OUTLIVE_SESSION=ID\nOUTLIVE_SESSION_NAME=ID\nOUTLIVE_STATE_DIR=${cli.stateDir}\n`,
    );
  });

  test('-x and -y are its size', async () => {
    expect(await outputOf(outlive(), '-x', '77', '-y', '11', 'stty size')).toBe('11 77\n');
  });

  test('without -s it is named after its command, and the name is told', async () => {
    const { run } = outlive();
    expect((await run('new', '-d', 'sleep 1000')).stdout).toBe('sleep\n');
    expect((await run('new-session', '-d', 'sleep 1000')).stdout).toBe('sleep-2\n');
  });

  test('without -d it says how to look at it', async () => {
    const { run } = outlive();
    expect(await run('new', '-s', 'train', 'sleep 1000')).toEqual({
      status: 0,
      stdout: 'started train; "outlive logs -f -t train" shows it\n',
      stderr: '',
    });
  });

  test.each([
    ['a name that is not allowed', ['-s', 'a b', 'true'], /"a b" cannot be a session's name/],
    [
      'a folder that does not exist',
      ['-c', '/does/not/exist', 'true'],
      /folder \/does\/not\/exist does not exist/,
    ],
    ['a folder that is none', ['-c', '/etc/passwd', 'true'], /\/etc\/passwd is not a folder/],
    [
      'a program that does not exist',
      ['no-such-program', 'x'],
      /"no-such-program" was not found on the PATH/,
    ],
    ['a program that is none', ['/etc/passwd', 'x'], /not an executable file. Try: chmod \+x/],
  ])('[CLI3] %s is refused in one line, and nothing is left behind', async (_, words, message) => {
    const { run, stateDir } = outlive();
    const result = await run('new', '-d', ...words);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/^outlive: .+\n$/);
    expect(result.stderr).toMatch(message);
    expect((await run('ls', '--json')).stdout).toBe('[]\n');
    expect(existsSync(stateDir)).toBe(true);
  });

  test('[CLI3] a name that is taken is refused, until its session has ended', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', 'sleep 1000');
    const again = await cli.run('new', '-d', '-s', 'train', 'true');
    expect(again).toMatchObject({ status: 1, stdout: '' });
    expect(again.stderr).toMatch(/^outlive: A session named "train" is running already\. .+\n$/);
    await cli.run('kill-session', '-t', 'train');
    expect((await cli.run('new', '-d', '-s', 'train', 'sleep 1000')).status).toBe(0);
    expect((await list(cli)).map(({ name }) => name)).toEqual(['train.1', 'train']);
  });
});

describe('[CLI6] -t', () => {
  test('takes a name, a unique beginning of one, or an id', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train-a', 'sleep 1000');
    await cli.run('new', '-d', '-s', 'train-b', 'sleep 1000');
    await cli.run('new', '-d', '-s', 'eval', 'sleep 1000');
    const [{ id } = { id: '' }] = await list(cli);
    const has = async (name: string) => (await cli.run('has-session', '-t', name)).status;
    expect(await Promise.all(['train-a', 'e', id].map(has))).toEqual([0, 0, 0]);
    const unclear = await cli.run('has', '-ttrain');
    expect(unclear).toMatchObject({ status: 1, stdout: '' });
    expect(unclear.stderr).toMatch(/^outlive: .*train-a, train-b.*\n$/);
    expect((await cli.run('kill-session', '-t', 'trian-a')).stderr).toBe(
      'outlive: There is no session "trian-a". Did you mean train-a? "outlive ls" lists them.\n',
    );
    expect(await cli.run('has-session', '-t', 'x')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'outlive: There is no session "x". "outlive ls" lists them.\n',
    });
  });

  test.each(['kill-session', 'logs', 'wait', 'rm', 'has-session'])(
    '[CLI3] %s of an unknown session says so',
    async (command) => {
      const { run } = outlive();
      const result = await run(command, '-t', 'nobody');
      expect(result).toMatchObject({ status: 1, stdout: '' });
      expect(result.stderr).toBe(
        'outlive: There is no session "nobody". "outlive ls" lists them.\n',
      );
    },
  );
});

describe('[CLI7] wait', () => {
  test.each([
    ['exit 0', 0],
    ['exit 41', 41],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
    ['kill -SEGV $$', 139],
  ])('%s: exits with %i', async (command, status) => {
    const { run } = outlive();
    await run('new', '-d', '-s', 'job', `sleep 0.2; ${command}`);
    expect(await run('wait', '-t', 'job')).toEqual({ status, stdout: '', stderr: '' });
    expect((await run('wait', '-t', 'job')).status).toBe(status);
  });

  test('gives up after --timeout, as timeout(1) does', async () => {
    const { run } = outlive();
    await run('new', '-d', '-s', 'job', 'sleep 1000');
    const result = await run('wait', '-t', 'job', '--timeout', '1');
    expect(result).toMatchObject({ status: 124, stdout: '' });
    expect(result.stderr).toBe('outlive: Gave up waiting for "job", which is still running.\n');
  });

  test('says so when the host died', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'job', 'sleep 1000');
    const waiting = cli.run('wait', '-t', 'job');
    const [{ id } = { id: '' }] = await list(cli);
    const machine = thisMachine().id;
    const record = JSON.parse(
      readFileSync(join(cli.stateDir, machine, 's', id, 'host.json'), 'utf8'),
    );
    process.kill(record.pid, 'SIGKILL');
    const result = await waiting;
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^outlive: The process that held "job" is gone.*\n$/);
    expect((await list(cli))[0]).toMatchObject({ state: 'ended', reason: 'lost' });
    await cli.run('kill-session', '-t', 'job');
  });
});

describe('[CLI13] kill-session', () => {
  test('ends what ignores HUP and TERM, in the background and in a session of its own', async () => {
    const cli = outlive();
    const pids = join(cli.stateDir, 'pids');
    const stubborn = `trap "" HUP TERM; echo $$ >> ${pids}; while :; do sleep 100; done`;
    writeFileSync(join(cli.stateDir, 'stubborn.sh'), stubborn);
    await cli.run(
      'new',
      '-d',
      '-s',
      'job',
      `sh stubborn.sh & setsid sh stubborn.sh & sh stubborn.sh`,
    );
    await expect
      .poll(() => existsSync(pids) && readFileSync(pids, 'utf8').split('\n').length)
      .toBe(4);
    expect(await cli.run('kill-session', '-t', 'job')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    for (const pid of readFileSync(pids, 'utf8').trim().split('\n')) {
      expect(processIdentity(Number(pid))).toBeNull();
    }
    expect((await list(cli))[0]).toMatchObject({ state: 'ended', reason: 'killed' });
    expect((await cli.run('ls')).stdout).toMatch(/^job: killed \(created/);
  });

  test('[CLI3] of an ended session says so', async () => {
    const { run } = outlive();
    await run('new', '-d', '-s', 'job', 'true');
    await run('wait', '-t', 'job');
    const result = await run('kill-session', '-t', 'job');
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^outlive: "job" has ended.*\n$/);
  });
});

describe('[CLI14] rename-session and rm', () => {
  test('a name changes, the session goes on', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'old', 'sleep 1000');
    const [before] = await list(cli);
    expect(await cli.run('rename-session', '-t', 'old', 'new')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(await list(cli)).toEqual([{ ...before, name: 'new' }]);
    const bad = await cli.run('rename-session', '-t', 'new', '--', '-bad');
    expect(bad.status).toBe(1);
    expect(bad.stderr).toMatch(/^outlive: "-bad" cannot be a session's name.*\n$/);
  });

  test('an ended session goes with its log, a running one stays', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'job', 'sleep 1000');
    const refused = await cli.run('rm', '-t', 'job');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/^outlive: "job" is still running.*\n$/);
    await cli.run('kill-session', '-t', 'job');
    expect(await cli.run('rm', '-t', 'job')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await list(cli)).toEqual([]);
  });
});

describe('logs', () => {
  test('[CLI8] --raw writes exactly the bytes', async () => {
    const cli = outlive();
    writeFileSync(
      join(cli.stateDir, 'bytes'),
      Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
    );
    await cli.run('new', '-d', '-s', 'job', 'stty raw; cat bytes; seq 200000');
    await cli.run('wait', '-t', 'job');
    const raw = cli.start('logs', '--raw', '-t', 'job');
    const chunks: Buffer[] = [];
    for await (const chunk of raw.stdout) chunks.push(chunk as Buffer);
    const expected = Buffer.concat([
      readFileSync(join(cli.stateDir, 'bytes')),
      Buffer.from(Array.from({ length: 200_000 }, (_, i) => `${i + 1}\n`).join('')),
    ]);
    expect(Buffer.concat(chunks).equals(expected)).toBe(true);
  });

  test('[CLI9] without it escapes and overwritten text are gone', async () => {
    const cli = outlive();
    const output = await outputOf(cli, `printf '\\033[31mred\\033[0m\\r\\n 1%%\\r100%%\\nend'`);
    expect(output).toBe('red\n100%\nend\n');
  });

  test('[CLI9] bars drawn above each other settle, and what runs shows its screen', async () => {
    const cli = outlive();
    const bars = String.raw`printf 'a 1\nb 1\033[A\ra 2\n\rb 2\nwide: %0150d\nopen' 7`;
    await cli.run('new', '-d', '-s', 'job', `${bars}; exec sleep 1000`);
    const expected = `a 2\nb 2\nwide: ${'7'.padStart(150, '0')}\nopen\n`;
    await expect.poll(async () => (await cli.run('logs', '-t', 'job')).stdout).toBe(expected);
    expect((await cli.run('logs', '-n2', '-t', 'job')).stdout).toBe(
      `${expected.split('\n').slice(2).join('\n')}`,
    );
  });

  test('[CLI10] -f goes on until the end, and misses nothing', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'job', 'echo first; read x; seq 100000; echo last');
    const follow = cli.start('logs', '-f', '-t', 'job');
    let text = '';
    follow.stdout.on('data', (chunk) => {
      text += chunk;
    });
    await expect.poll(() => text).toBe('first\n');
    const { connectHost } = await import('../../server/sessions/connect-host.ts');
    const [{ id } = { id: '' }] = await list(cli);
    const machine = thisMachine().id;
    const link = await connectHost(join(cli.stateDir, machine, 's', id), {
      client: 'cli',
      answers: false,
    });
    await link.input('test', 1, Buffer.from('go\r'));
    link.close();
    expect(await once(follow, 'close')).toEqual([0, null]);
    const lines = text.split('\n');
    expect(lines.slice(0, 3)).toEqual(['first', 'go', '1']);
    expect(lines.slice(-3)).toEqual(['100000', 'last', '']);
    expect(lines).toHaveLength(100_004);
  });

  test('[CLI10] -f of an ended session ends at once', async () => {
    const { run } = outlive();
    await run('new', '-d', '-s', 'job', 'echo it');
    await run('wait', '-t', 'job');
    expect(await run('logs', '-ft', 'job')).toEqual({ status: 0, stdout: 'it\n', stderr: '' });
  });

  test('[CLI11] -n begins that many lines before the end', async () => {
    const { run } = outlive();
    await run('new', '-d', '-s', 'job', 'seq 1000');
    await run('wait', '-t', 'job');
    expect((await run('logs', '-n', '2', '-t', 'job')).stdout).toBe('999\n1000\n');
    expect((await run('logs', '--raw', '-n1', '-t', 'job')).stdout).toBe('1000\r\n');
    expect((await run('logs', '-n', '0', '-t', 'job')).stdout).toBe('');
  });

  test('[CLI12] a reader that goes away ends it quietly', async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'job', 'seq 300000');
    await cli.run('wait', '-t', 'job');
    const logs = cli.start('logs', '-t', 'job');
    let complaint = '';
    logs.stderr?.on('data', (chunk) => {
      complaint += chunk;
    });
    logs.stdout.once('data', () => logs.stdout?.destroy());
    expect(await once(logs, 'close')).toEqual([0, null]);
    expect(complaint).toBe('');
  });
});

test('[CLI3] output that has no room is told, and is a failure', async () => {
  const cli = outlive();
  const command = `${cli.program.join(' ')} ls --json > /dev/full`;
  const result = spawnSync('sh', ['-c', command], { env: cli.env, encoding: 'utf8' });
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/^outlive: The output has no room left on its disk\.\n$/);
});

describe('[CLI2] words that do not fit', () => {
  test.each([
    [['bogus'], /^outlive: there is no command "bogus"\. "outlive help" lists them\.\n$/],
    [['atach'], /^outlive: there is no command "atach"\. Did you mean attach\? /],
    [['help', 'bogus'], /^outlive: there is no command "bogus"/],
    [['logs', '-t', 'x', '--raw', '--times'], /^outlive: --raw and --times exclude each other/],
    [['capture-pane', '-t', 'x'], /^outlive: there are no paste buffers here, so -p is needed/],
    [['capture-pane', '-pt', 'x', '-S', 'top'], /^outlive: -S takes a line's number/],
    [['send-keys', '-t', 'x'], /^outlive: a word is missing/],
    [['send-keys', '-t', 'x', '-H', '41', 'zz'], /^outlive: -H takes hexadecimal numbers/],
    [
      ['completion', 'fsh'],
      /^outlive: there is no script for "fsh", but for zsh or fish\. Usage: /,
    ],
    [['ls', '-Q'], /^outlive: there is no option -Q\. Usage: outlive ls \[--json\]\n$/],
    [['ls', 'x'], /^outlive: "x" is one word too many\. Usage: /],
    [['logs'], /^outlive: -t is missing\. Usage: /],
    [['logs', '-t', 'x', '-n', 'ten'], /^outlive: -n takes a whole number/],
    [['wait', '-t', 'x', '--timeout', 'soon'], /^outlive: --timeout takes a whole number/],
    [['rename-session', '-t', 'x'], /^outlive: a word is missing\. Usage: /],
    [['new', '-x', '5000', 'true'], /^outlive: -x takes a whole number from 1 to 1000/],
    [['new', '-e', 'novalue', 'true'], /^outlive: -e takes NAME=VALUE/],
    [['serve', '--tls-cert', 'x'], /^outlive: --tls-cert and --tls-key go together/],
    [['devices', 'forget'], /^outlive: .+ Usage: outlive devices \[revoke ID\]\n$/],
  ])('%j', async (words, message) => {
    const result = await outlive().run(...words);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trimEnd()).not.toContain('\n');
  });

  test('help and --version answer', async () => {
    const { run } = outlive();
    expect((await run('--version')).stdout).toMatch(/^outlive \d+\.\d+\.\d+\n/);
    expect((await run('help')).stdout).toContain('outlive kill-session');
    expect((await run('help', 'new-session')).stdout).toMatch(/^usage: outlive new \[-A\] \[-d\]/);
    expect((await run('new', '--help')).stdout).toMatch(/^usage: outlive new \[-A\] \[-d\]/);
  });
});

describe('[CLI3] a state directory that cannot be used', () => {
  test.each([
    [
      'is open to others',
      (path: string) => chmodSync(path, 0o755),
      /is open to other users. Try: chmod 700/,
    ],
    ['is a file', (path: string) => `${path}/file`, /is not a folder/],
    [
      'is too deep for a socket',
      (path: string) => `${path}/${'x'.repeat(90)}`,
      /too long for a unix socket/,
    ],
    [
      "is another user's",
      (path: string) => symlinkSync('/etc', `${path}/link`) ?? `${path}/link`,
      /another user|open to other/,
    ],
  ])('%s', async (_, prepare, message) => {
    const { runWith, stateDir } = outlive();
    writeFileSync(join(stateDir, 'file'), '');
    const other = prepare(stateDir) ?? stateDir;
    const result = await runWith({ env: { OUTLIVE_STATE_DIR: other } }, 'new', '-d', 'true');
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/^outlive: .+\n$/);
    expect(result.stderr).toMatch(message);
    chmodSync(stateDir, 0o700);
  });

  test('is made for its owner alone', async () => {
    const { runWith, stateDir } = outlive();
    const root = join(stateDir, 'a/b');
    expect((await runWith({ env: { OUTLIVE_STATE_DIR: root } }, 'ls')).status).toBe(0);
    expect(statSync(root).mode & 0o777).toBe(0o700);
  });
});
