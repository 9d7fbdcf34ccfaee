// Where systemd ends all that was started in a login, or in a service, with it: a host is put into a
// scope of its own below the user's manager, which stays after logout for who lingers.
// Sources: systemd-run(1), loginctl(1) enable-linger, systemd.scope(5), org.freedesktop.systemd1(5).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { currentAccount } from './account.ts';
import type { Environment } from './environment.ts';

const lingerFolder = '/var/lib/systemd/linger';
const program = '/usr/bin/systemd-run';

export interface Scoped {
  readonly argv: readonly string[];
  /** What systemd-run needs to find the user's manager. */
  readonly env: Environment;
}

/**
 * The command line that runs `argv` in a scope of its own, named after `id`, in the same process; null
 * where there is no manager that stays: without lingering it would end the scope some seconds after
 * logout.
 */
export function inOwnScope(
  argv: readonly string[],
  id: string,
  { env = process.env, linger = lingerFolder, systemdRun = program } = {},
): Scoped | null {
  const runtime = managerFolder(env);
  const { name } = currentAccount(env);
  if (runtime === null || !existsSync(join(linger, name)) || !existsSync(systemdRun)) return null;
  const flags = ['--user', '--scope', '--quiet', '--collect', `--unit=${scopeOf(id)}`];
  // Delegated, it goes on when one of its programs is killed for want of memory (OOMPolicy=).
  const what = ['--property=Delegate=yes', `--description=Outlive ${id}`];
  return {
    argv: [systemdRun, ...flags, ...what, '--', ...argv],
    env: { XDG_RUNTIME_DIR: runtime },
  };
}

/** A unit's name: for a session's id, or for `gateway-` and something that nobody else has. */
export function scopeOf(id: string): string {
  return `outlive-${id}.scope`;
}

/**
 * The folder in which this user's systemd manager can be reached; null when there is none. After
 * `su` the environment may name another user's, or none.
 */
export function managerFolder(env: Readonly<NodeJS.ProcessEnv>): string | null {
  const folders = [env.XDG_RUNTIME_DIR, `/run/user/${process.getuid?.()}`];
  return folders.find((folder) => folder && existsSync(join(folder, 'systemd/private'))) ?? null;
}
