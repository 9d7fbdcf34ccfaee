// Where systemd ends all that was started in a login, or in a service, with it: a host is put into a
// scope of its own below the user's manager, which stays after logout for who lingers.
// Sources: systemd-run(1), loginctl(1) enable-linger, systemd.scope(5).
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
 * The command line that runs `argv` in a scope of its own, in the same process; null where there
 * is no manager that stays: without lingering it would end the scope some seconds after logout.
 */
export function inOwnScope(
  argv: readonly string[],
  id: string,
  { env = process.env, linger = lingerFolder, systemdRun = program } = {},
): Scoped | null {
  const runtime = env.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.()}`;
  const { name } = currentAccount(env);
  const isThere =
    existsSync(join(linger, name)) &&
    existsSync(join(runtime, 'systemd/private')) &&
    existsSync(systemdRun);
  if (!isThere) return null;
  const flags = ['--user', '--scope', '--quiet', '--collect', `--unit=outlive-${id}`];
  const what = `--description=Outlive session ${id}`;
  return {
    argv: [systemdRun, ...flags, what, '--', ...argv],
    env: { XDG_RUNTIME_DIR: runtime },
  };
}
