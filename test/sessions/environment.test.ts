import { mkdtempSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  callerEnvironment,
  freshLoginEnvironment,
  withoutNpmFolders,
} from '../../server/sessions/environment.ts';
import { endedSession, outputOf, testSessions } from './harness.ts';

test("[SESS15] a caller's variables reach the program, those of npm, Node and ours do not", () => {
  const env = callerEnvironment({
    PATH: '/p/node_modules/.bin:/node_modules/.bin:/x/node-gyp-bin:/usr/bin:/home/me/node_modules/.bin',
    HOME: '/home/me',
    CUDA_VISIBLE_DEVICES: '0,1',
    NODE_OPTIONS: '--max-old-space-size=8192',
    OUTLIVE_STATE_DIR: '/s',
    OUTLIVE_SESSION: 'abcd1234',
    npm_config_cache: '/c',
    npm_execpath: '/npm',
    NODE: '/node',
    INIT_CWD: '/p',
    NODE_CHANNEL_FD: '3',
    TMUX: '/tmp/tmux',
    TMUX_PANE: '%1',
    STY: '1.x',
    COLUMNS: '80',
    LINES: '24',
    WINDOWID: '7',
  });
  expect(env).toEqual({
    PATH: '/usr/bin:/home/me/node_modules/.bin',
    HOME: '/home/me',
    CUDA_VISIBLE_DEVICES: '0,1',
    NODE_OPTIONS: '--max-old-space-size=8192',
  });
});

test('[SESS15] a PATH that npm did not touch stays as it is', () => {
  const path = '/home/me/node_modules/.bin:/usr/bin';
  expect(callerEnvironment({ PATH: path }).PATH).toBe(path);
  expect(withoutNpmFolders('/a/node_modules/.bin:/b')).toBe('/b');
});

test('[SESS15] every program is told its session, its folder and what terminal it has', async () => {
  const sessions = testSessions();
  const { id } = await sessions.launch({
    name: 'train',
    command: ['env', '-u', 'X'],
    env: { A: '1', TERM: 'vt52' },
  });
  await endedSession(sessions, id);
  const variables = (await outputOf(sessions, id)).trim().split('\r\n').sort();
  expect(variables).toEqual([
    'A=1',
    'COLORTERM=truecolor',
    `OUTLIVE_SESSION=${id}`,
    'OUTLIVE_SESSION_NAME=train',
    `PWD=${sessions.state.root}`,
    'TERM=xterm-256color',
  ]);
});

test('[SESS16] a fresh login has the account, a path, the language and time zone, and nothing else', () => {
  const account = { name: 'me', home: '/home/me', shell: '/bin/zsh' };
  const given = {
    LANG: 'de_DE.UTF-8',
    LC_TIME: 'C',
    TZ: 'Asia/Tokyo',
    SECRET: 'x',
    npm_x: '1',
    PATH: '/x',
  };
  const env = freshLoginEnvironment(given, account);
  expect(env).toMatchObject({
    LANG: 'de_DE.UTF-8',
    LC_TIME: 'C',
    TZ: 'Asia/Tokyo',
    HOME: '/home/me',
    USER: 'me',
    LOGNAME: 'me',
    SHELL: '/bin/zsh',
  });
  expect(env.PATH).toContain('/usr/bin');
  expect(Object.keys(env).filter((key) => /SECRET|npm_|OUTLIVE_/.test(key))).toEqual([]);
  expect(freshLoginEnvironment({}, account).LANG).toMatch(/UTF-8$/);
});

/** The profile files of whoever runs the tests may do, and break, anything: here there are none. */
function emptyHome(): string {
  const home = mkdtempSync('/tmp/os-home-');
  vi.stubEnv('HOME', home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });
  return home;
}

test('[SESS16] from the page a command runs in a login shell, at home, with what was added', async () => {
  const sessions = testSessions();
  const home = emptyHome();
  vi.stubEnv('SECRET_OF_THE_GATEWAY', 'x');
  const { id, cwd } = await sessions.launch({
    login: true,
    name: 'login',
    command: 'shopt -q login_shell && echo login; echo "$EXTRA $SECRET_OF_THE_GATEWAY $HOME"; pwd',
    cwd: '~',
    env: { EXTRA: 'more' },
  });
  await endedSession(sessions, id);
  expect(cwd).toBe(home);
  expect(await outputOf(sessions, id)).toBe(`login\r\nmore  ${home}\r\n${home}\r\n`);
});

test('[SESS16] several words run by a login shell reach the program as they are', async () => {
  const sessions = testSessions();
  emptyHome();
  const { id } = await sessions.launch({
    login: true,
    command: ['printf', '%s|', '$HOME', "it's"],
  });
  await endedSession(sessions, id);
  expect(await outputOf(sessions, id)).toBe("$HOME|it's|");
});
