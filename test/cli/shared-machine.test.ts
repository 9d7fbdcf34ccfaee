// The command line on a machine that is shared with other users: real ones, with homes and groups.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolderOf } from '../../server/cli/service/service.ts';
import { canMakeUsers, testUsers, type User } from '../sessions/second-user.ts';
import { outlive } from './outlive.ts';

const { group, users } = testUsers(2);

/** The command line, in a place that others can read. */
function command(): readonly [string, string] {
  const [node, main] = outlive().program;
  for (let at = dirname(main); at.startsWith('/tmp/oc-build-'); at = dirname(at)) {
    chmodSync(at, 0o755);
  }
  return [node, main];
}

function twoUsers(): readonly [ada: User, eve: User] {
  const [ada, eve] = users;
  if (ada === undefined || eve === undefined) throw new Error('the users were not made');
  return [ada, eve];
}

test.skipIf(!canMakeUsers).each([
  ['sudo -E', (ada: User) => ({ HOME: ada.home })],
  ['a state directory in their home', (ada: User) => ({ OUTLIVE_STATE_DIR: `${ada.home}/x/y` })],
  ['su with their XDG_STATE_HOME', (ada: User) => ({ XDG_STATE_HOME: `${ada.home}/state` })],
])('[SESS39] root creates nothing in a home that is another’s: %s', async (_, envOf) => {
  const [ada, eve] = twoUsers();
  const before = readdirSync(ada.home);
  const env = { PATH: process.env.PATH, ...envOf(ada) };
  for (const words of [['ls'], ['new', '-d', 'true'], ['serve', '-d'], ['doctor'], ['pair']]) {
    const root = await outlive().runWith(
      { env: { OUTLIVE_STATE_DIR: undefined, ...env } },
      ...words,
    );
    if (words[0] !== 'doctor') {
      expect(root.status, words.join(' ')).toBe(1);
      expect(root.stderr).toMatch(
        new RegExp(
          `^outlive: .*${ada.home} belongs to ${ada.name} and you are root\\. Run .*sudo -H`,
        ),
      );
    }
    // Nor does another user, where the home lets them.
    const other = await eve.run([...command(), ...words], env);
    if (words[0] !== 'doctor') expect([other.status, other.stdout]).toEqual([1, '']);
  }
  expect(readdirSync(ada.home)).toEqual(before);
  expect((await ada.run([...command(), 'ls'])).status).toBe(0);
});

test.skipIf(!canMakeUsers)(
  '[SESS39] a unix socket’s folder and a service’s unit are not made in another’s home either',
  async () => {
    const [ada] = twoUsers();
    const cli = outlive();
    const served = await cli.run('serve', '--listen', `unix:${ada.home}/sock/web.sock`);
    expect([served.status, served.stderr]).toEqual([1, expect.stringContaining(ada.name)]);
    expect(() => makeFolderOf(`${ada.home}/config/systemd/user/x`)).toThrow(ada.name);
    expect(['sock', 'config'].filter((name) => existsSync(join(ada.home, name)))).toEqual([]);
  },
);

/** What commands run by name, without being asked for it. */
const programs =
  'tailscale getent ps id uname ls loginctl systemctl busctl systemd-notify stty sh nvidia-smi rocm-smi tmux';

test.skipIf(!canMakeUsers)(
  '[LOOK3] nothing is run by name out of a PATH’s folder that belongs to another user',
  async () => {
    const [ada, eve] = twoUsers();
    const [bin, ran] = [join(eve.home, 'bin'), join(eve.home, 'ran')];
    chmodSync(eve.home, 0o755);
    await eve.run(['sh', '-c', `mkdir ${bin}; touch ${ran}; chmod 666 ${ran}`]);
    const fake = `#!/bin/sh\necho "$0" >> ${ran}`;
    await eve.run([
      ...[
        'sh',
        '-c',
        `for p in ${programs}; do printf '${fake}\n' > ${bin}/$p; done; chmod 755 ${bin}/*`,
      ],
    ]);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const { stdout } = await ada.run(['/bin/sh', '-c', 'command -v tailscale'], env);
    expect(stdout.trim(), 'it is found by a shell').toBe(join(bin, 'tailscale'));
    const asAda = (...words: string[]) => ada.run([...command(), ...words], env);
    onTestFinished(async () => {
      await asAda('kill-session', '-t', 'train');
    });
    for (const words of [
      ...[['doctor'], ['new', '-d', '-s', 'train', 'exec sleep 60'], ['ls'], ['pair', '--json']],
      ...[
        ['adopt', '--list'],
        ['service', 'status'],
        ['wait-gpu', '--count', '1', '--timeout', '0'],
      ],
      ...[
        ['send-keys', '-t', 'train', 'x'],
        ['logs', '-t', 'train'],
        ['serve', '--listen', '1.2.3.4:1'],
      ],
    ]) {
      await asAda(...words);
      expect(readFileSync(ran, 'utf8'), words.join(' ')).toBe('');
    }
    expect((await asAda('doctor')).stderr).toContain(`PATH: "${bin}" belongs to ${eve.name}`);
  },
);

test.skipIf(!canMakeUsers)(
  '[SESS38] with umask 002 and a shared group nobody else can put a state directory of theirs in its place',
  async () => {
    const [ada, eve] = twoUsers();
    const shared = join(ada.home, 'shared');
    mkdirSync(shared);
    chownSync(shared, ada.uid, groupId());
    chmodSync(shared, 0o2755); // What is made in it belongs to the group.
    const env = { OUTLIVE_STATE_DIR: join(shared, 'a/b/state') };
    const asAda = (...words: string[]) =>
      ada.run(['bash', '-c', 'umask 002; exec "$@"', 'sh', ...command(), ...words], env);
    onTestFinished(() => void asAda('kill-session', '-t', 'train'));
    expect(await asAda('new', '-d', '-s', 'train', 'sleep 60')).toMatchObject({ status: 0 });
    expect((statSync(join(shared, 'a')).mode & 0o777).toString(8)).toBe('700');
    const swap = `mv ${shared}/a/b ${shared}/a/old && mkdir -p ${shared}/a/b/state`;
    expect((await eve.run(['bash', '-c', swap])).status).not.toBe(0);
    // One that was made open by hand, or by an earlier version, is refused.
    chmodSync(join(shared, 'a'), 0o2775);
    chownSync(join(shared, 'a'), ada.uid, groupId());
    const refused = await asAda('ls');
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`${shared}/a may be written by the group ${group}`),
    ]);
    expect(refused.stderr).toContain(`chmod g-w ${shared}/a`);
    chmodSync(join(shared, 'a'), 0o2755);
    expect((await asAda('kill-session', '-t', 'train')).status).toBe(0);
  },
);

test.skipIf(!canMakeUsers)(
  '[SESS38] a home that the user’s own group may write to passes, and so does a sticky folder',
  async () => {
    const [ada] = twoUsers();
    chmodSync(ada.home, 0o775);
    onTestFinished(() => chmodSync(ada.home, 0o755));
    expect((await ada.run([...command(), 'ls'])).status).toBe(0);
    chownSync(ada.home, ada.uid, groupId());
    onTestFinished(() => chownSync(ada.home, ada.uid, statSync(`${ada.home}/.bashrc`).gid));
    expect((await ada.run([...command(), 'ls'])).stderr).toContain(`the group ${group}`);
    // One that lists no members: a directory service does not say who has it as their first.
    chownSync(ada.home, ada.uid, groupId('utmp'));
    expect((await ada.run([...command(), 'ls'])).stderr).toContain('the group utmp');
    const sticky = { OUTLIVE_STATE_DIR: `/tmp/ol-${ada.name}` };
    onTestFinished(() => void ada.run(['rm', '-rf', sticky.OUTLIVE_STATE_DIR]));
    expect((await ada.run([...command(), 'ls'], sticky)).status).toBe(0);
  },
);

function groupId(name = group): number {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  const line = execFileSync('getent', ['group', name], { encoding: 'utf8' });
  return Number(line.split(':')[2]);
}
