// Whether this user's systemd manager stays after the last logout and takes sessions in, and the one
// command that brings that about. Sources: loginctl(1), pkcheck(1), user@.service(5).
import type { World } from './world.ts';

export interface Lingering {
  readonly lingers: boolean;
  /** Sessions started now get a scope below a manager that stays. */
  readonly keeps: boolean;
  /** What makes `keeps` true; of no use where it is. */
  readonly fix: string;
}

export async function linger(world: World): Promise<Lingering> {
  const user = (await world.ask('id', '-un')) ?? world.env.USER ?? '';
  const said = await world.ask('loginctl', 'show-user', user, '-p', 'Linger', '--value');
  const file = `/var/lib/systemd/linger/${user}`;
  // logind forgets users who are not there; its files do not.
  const lingers = said === 'yes' || (await world.ask('test', '-e', file)) !== null;
  const runs = await managerRuns(world);
  if (lingers) return { lingers, keeps: runs, fix: await startManager(world) };
  return { lingers, keeps: false, fix: await enable(world, user) };
}

async function managerRuns(world: World): Promise<boolean> {
  const folders = [world.env.XDG_RUNTIME_DIR, `/run/user/${await world.ask('id', '-u')}`];
  const found = await Promise.all(
    folders.map((folder) => folder && world.ask('test', '-e', `${folder}/systemd/private`)),
  );
  const systemdRun = await world.ask('test', '-x', '/usr/bin/systemd-run');
  return found.some((said) => typeof said === 'string') && systemdRun !== null;
}

async function startManager(world: World): Promise<string> {
  return `sudo systemctl start user@${(await world.ask('id', '-u')) ?? '$UID'}.service`;
}

/** Everybody may do it where polkit says so; else an administrator can. */
async function enable(world: World, user: string): Promise<string> {
  const action = 'org.freedesktop.login1.set-self-linger';
  const allowed = await world.ask('pkcheck', '--action-id', action, '--process', `${process.pid}`);
  return allowed === null ? `sudo loginctl enable-linger ${user}` : 'loginctl enable-linger';
}
