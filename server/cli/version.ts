// `outlive --version`: the release, the builds that are installed, and the build that serves now, which may
// be older after an upgrade.
import { existsSync } from 'node:fs';
import { installedBuilds } from '../gateway/builds.ts';
import { openStateDirectory, stateRoot } from '../sessions/state-directory.ts';
import type { Caller } from './command.ts';
import { runningGateway } from './running-gateway.ts';

export async function printVersion(caller: Caller): Promise<void> {
  const installed = await installedBuilds();
  caller.print(`outlive ${__OUTLIVE_VERSION__}`);
  for (const part of ['gateway', 'host', 'page'] as const)
    caller.print(`  ${part.padEnd(8)} ${installed[part] ?? 'missing'}`);
  if (!existsSync(stateRoot(caller.env))) return;
  const running = await runningGateway(openStateDirectory(caller.env)).catch(() => null);
  if (running === null) return;
  const same = running.build !== null && running.build === installed.gateway;
  const build = same ? 'this build' : `build ${running.build ?? 'unknown'}`;
  caller.print(`  running  gateway ${running.version}, ${build} (process ${running.pid})`);
}
