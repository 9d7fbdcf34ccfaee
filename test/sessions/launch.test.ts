import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processIdentity } from '../../server/identity/process-identity.ts';
import type { FailureCode } from '../../server/protocol/failure.ts';
import { connectHost } from '../../server/sessions/connect-host.ts';
import { readJson } from '../../server/sessions/json-file.ts';
import type { LaunchRequest } from '../../server/sessions/launch.ts';
import { specPath } from '../../server/sessions/session-record.ts';
import { openStateDirectory } from '../../server/sessions/state-directory.ts';
import { testHostDirectory } from '../build.ts';
import { endedSession, openTestSessions, outputOf, testSessions } from './harness.ts';
import { smallDisk } from './small-disk.ts';

test('[SESS13] a session runs, and is in the list, when its launch returns', async () => {
  const { launch, directory } = testSessions();
  const session = await launch({ name: 'train', size: { cols: 120, rows: 40 } });
  expect(session).toMatchObject({
    name: 'train',
    state: 'running',
    command: 'sleep 300',
    cols: 120,
    rows: 40,
    exitCode: null,
    reason: null,
    endedAt: null,
  });
  expect(await directory.list({ lastLines: false })).toEqual([session]);
  expect(processIdentity(session.pid ?? 0)).not.toBeNull();
});

test('[SESS13] what is kept of a session is readable by its owner alone', async () => {
  const { launch, state } = testSessions();
  const { id } = await launch();
  const dir = join(state.sessionsDir, id);
  for (const name of ['', 'spec.json', 'host.json', 'sock', 'output']) {
    expect([name, statSync(join(dir, name)).mode & 0o077]).toEqual([name, 0]);
  }
});

const refused: [FailureCode, Partial<LaunchRequest>][] = [
  ['bad-name', { name: 'no blanks' }],
  ['bad-name', { name: '' }],
  ['bad-name', { name: 'x'.repeat(33) }],
  ['bad-name', { name: '../x' }],
  ['bad-size', { size: { cols: 0, rows: 30 } }],
  ['bad-size', { size: { cols: 1001, rows: 30 } }],
  ['no-directory', { cwd: '/no/such/folder' }],
  ['not-a-directory', { cwd: '/etc/passwd' }],
  ['not-a-directory', { cwd: '/etc/passwd/x' }],
  ['no-command', { command: ['no-such-program', 'x'] }],
  ['no-command', { command: ['/no/such/program', 'x'] }],
  ['not-executable', { command: ['/etc/passwd', 'x'] }],
  ['not-executable', { command: ['/etc/', 'x'] }],
  ['nul-in-command', { command: 'echo \0' }],
  ['nul-in-command', { command: ['echo', '\0'] }],
  ['nul-in-command', { cwd: '/tmp\0' }],
  ['nul-in-command', { env: { A: '\0' } }],
];
test.each(refused)(
  '[SESS13] %s: %j is refused, and nothing is left behind',
  async (code, request) => {
    const { launch, state } = testSessions();
    await expect(launch(request)).rejects.toMatchObject({ name: 'Failure', code });
    expect(readdirSync(state.sessionsDir)).toEqual([]);
  },
);

test.skipIf(process.geteuid?.() === 0)(
  '[SESS13] a folder that may not be entered is refused',
  async () => {
    const { launch, state } = testSessions();
    const closed = join(state.root, 'closed');
    mkdirSync(closed, { mode: 0 });
    await expect(launch({ cwd: closed })).rejects.toMatchObject({ code: 'no-directory-access' });
    await expect(launch({ cwd: join(closed, 'x') })).rejects.toMatchObject({
      code: 'no-directory-access',
    });
  },
);

test('[SESS13] a host that cannot start is told, and nothing is left behind', async () => {
  const { launch, state } = testSessions();
  const broken = join(state.root, 'broken');
  cpSync(testHostDirectory, broken, { recursive: true });
  writeFileSync(join(broken, 'main.cjs'), 'process.exit(3)');
  await expect(launch({ hostSource: broken })).rejects.toMatchObject({ code: 'host-failed' });
  writeFileSync(
    join(broken, 'main.cjs'),
    `console.log(JSON.stringify({ok:false,code:'host-failed',detail:'no pty is free.'}))`,
  );
  await expect(launch({ hostSource: broken })).rejects.toThrow('no pty is free.');
  expect(readdirSync(state.sessionsDir)).toEqual([]);
});

test('[SESS13] a full disk is told, and nothing is left behind', async ({ skip }) => {
  const disk = smallDisk(4096) ?? skip('no disk can be mounted here');
  const sessions = openTestSessions(openStateDirectory({ OUTLIVE_STATE_DIR: disk }));
  onTestFinished(() => sessions.end().catch(() => {}));
  await sessions.launch({ command: 'true' });
  await endedSession(sessions, 'true');
  writeFileSync(join(disk, 'fill'), Buffer.alloc(1 << 20));
  for (let n = 0; n < 400 && !isFull(); n++);
  await expect(sessions.launch({ command: 'true' })).rejects.toMatchObject({ code: 'disk-full' });
  expect(await sessions.directory.list()).toHaveLength(1);

  function isFull(): boolean {
    try {
      writeFileSync(join(disk, 'fill'), Buffer.alloc(16 * 1024), { flag: 'a' });
      return false;
    } catch {
      return true;
    }
  }
});

test('[SESS14] one word is a command for the shell', async () => {
  const sessions = testSessions();
  const { id } = await sessions.launch({ command: 'echo $((6*7)) | cat; exit 3' });
  expect(await endedSession(sessions, id)).toMatchObject({ exitCode: 3, name: 'echo' });
  expect(await outputOf(sessions, id)).toBe('42\r\n');
});

test('[SESS14] several words are a program and its arguments, as they are', async () => {
  const sessions = testSessions();
  const { id, command } = await sessions.launch({
    command: ['printf', '%s|', '$HOME', "it's", 'a b', ''],
  });
  expect(command).toBe(`printf '%s|' '$HOME' 'it'\\''s' 'a b' ''`);
  await endedSession(sessions, id);
  expect(await outputOf(sessions, id)).toBe("$HOME|it's|a b||");
});

test('[SESS14] a program is found relative to the folder it runs in', async () => {
  const sessions = testSessions();
  const script = join(sessions.state.root, 'run.sh');
  writeFileSync(script, '#!/bin/sh\necho "$1"');
  chmodSync(script, 0o700);
  const { id, name } = await sessions.launch({ command: ['./run.sh', 'found'] });
  await endedSession(sessions, id);
  expect([name, await outputOf(sessions, id)]).toEqual(['run', 'found\r\n']);
});

test('[SESS14] no word is a login shell', async () => {
  const { launch, state } = testSessions();
  for (const command of [null, '', []] as const) {
    const { id, command: shown } = await launch({ command });
    expect(shown).toBe('');
    expect(readJson(specPath(join(state.sessionsDir, id)))).toMatchObject({
      argv: ['/bin/bash', '-l'],
    });
  }
});

test('[SESS17] deleting what a session was started from changes nothing for it or the next ones', async () => {
  const sessions = testSessions();
  const source = join(sessions.state.root, 'checkout');
  cpSync(testHostDirectory, source, { recursive: true });
  await sessions.launch({ command: 'cat', name: 'cat', hostSource: source });
  const [runtime = ''] = readdirSync(sessions.state.runtimeDir);
  expect(existsSync(join(sessions.state.runtimeDir, runtime, 'main.cjs'))).toBe(true);
  rmSync(source, { recursive: true });
  await sessions.launch({ command: 'true', name: 'next' });
  // The same content is the same copy.
  expect(readdirSync(sessions.state.runtimeDir)).toEqual([runtime]);
  const entry = await sessions.directory.find('cat');
  const link = await connectHost(entry.dir, { client: 'cli', answers: false });
  const exited = new Promise((resolve) => link.on('exit', resolve));
  await link.input('test', 1, Buffer.from('typed\n\x04'));
  await exited;
  expect(await outputOf(sessions, entry.id)).toContain('typed\r\n');
});

test('[SESS17] copies made at once do not disturb each other', async () => {
  const { launch, state } = testSessions();
  await Promise.all(Array.from({ length: 8 }, () => launch({ command: 'true' })));
  expect(readdirSync(state.runtimeDir)).toHaveLength(1);
});
