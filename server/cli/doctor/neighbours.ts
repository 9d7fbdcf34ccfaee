// Whether other people use this machine: a port of loopback that no gateway listens at is theirs to take, a
// unix socket is not.
import { join } from 'node:path';
import type { Announcement } from '../../gateway/listen/announcement.ts';
import { currentAccount } from '../../sessions/account.ts';
import { quoted } from '../../sessions/program.ts';
import { type Finding, ok, warning } from './finding.ts';
import type { World } from './world.ts';

type Served = Pick<Announcement, 'listen' | 'tls' | 'publicUrl' | 'basePath'>;

/** What people's accounts are numbered, on Linux and macOS; below are the system's own, above those of containers. */
const people = { from: process.platform === 'darwin' ? 501 : 1000, to: 60_000 };
const noLogin = /(?:\/(?:nologin|false|sync)|^)$/;
const maxNamed = 3;

/** `gateway`: the running one, else the one that is about to be. */
export async function examineNeighbours(world: World, gateway: Served): Promise<Finding[]> {
  const names = await otherPeople(world, process.geteuid?.() ?? -1);
  if (names.length === 0) return [];
  const who = names.slice(0, maxNamed).join(', ') + (names.length > maxNamed ? ', …' : '');
  if (gateway.tls !== null || gateway.listen.startsWith('unix:'))
    return [
      ok('neighbours', `Others use this machine (${who}); none can take the gateway's place.`),
    ];
  return [
    warning('neighbours', {
      words: `Others use this machine (${who}): while no gateway listens at ${gateway.listen}, any of them can, and the page that they show there reads what your browser keeps.`,
      fix: lineFor(gateway, world.env),
    }),
  ];
}

/** The same as it is served now, at a unix socket. */
function lineFor({ publicUrl, basePath }: Served, env: World['env']): string {
  const socket = join(currentAccount(env).home, '.outlive-socket/web.sock');
  const options = [
    ...['--listen', `unix:${socket}`],
    ...(publicUrl === null ? [] : ['--public-url', publicUrl]),
    ...(basePath === '' ? [] : ['--base-path', basePath]),
  ];
  return `outlive serve ${options.map(quoted).join(' ')}`;
}

/** Accounts that can log in, and whoever has a process; `own` is none of them. */
async function otherPeople(world: World, own: number): Promise<string[]> {
  const [known, running] = await Promise.all([
    world.ask('getent', 'passwd').then((said) => said ?? world.read('/etc/passwd')),
    world.ask('ps', '-e', '-o', 'uid='),
  ]);
  const isOther = (uid: number) => uid !== own && uid >= people.from && uid < people.to;
  const accounts = (known ?? '').split('\n').map((line) => line.split(':'));
  const named = new Map(accounts.map(([name = '', , uid = '']) => [Number(uid), name]));
  const active = (running ?? '').split('\n').map(Number).filter(isOther);
  const mayLogIn = accounts
    .filter(([, , uid, , , , shell = '']) => isOther(Number(uid)) && !noLogin.test(shell))
    .map(([, , uid]) => Number(uid));
  return [...new Set([...active, ...mayLogIn])].map((uid) => named.get(uid) ?? `user ${uid}`);
}
