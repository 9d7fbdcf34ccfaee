// The gateway as a systemd user unit. Sources: systemd.service(5) for quoting ("Command lines"),
// systemd.kill(5), systemctl(1).
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../protocol/failure.ts';
import {
  keptVariables,
  makeFolderOf,
  type Service,
  type ServiceParts,
  writePrivately,
} from './service.ts';

const unit = 'outlive.service';

export function systemdService({ env, home, user, argv, run }: ServiceParts): Service {
  const file = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'systemd/user', unit);
  const systemctl = (...words: string[]) => run('systemctl', ['--user', ...words]);
  const remove = async (): Promise<void> => {
    await systemctl('disable', '--now', unit);
    await rm(file, { force: true });
    await systemctl('daemon-reload');
  };
  return {
    file,
    async install() {
      await requireManager(systemctl);
      makeFolderOf(file);
      await writePrivately(file, unitText({ argv, env }));
      await systemctl('daemon-reload');
      await systemctl('enable', unit);
      // One that runs by what was said last time has to hear of this.
      const started = await systemctl('restart', unit);
      if (!started.ok) {
        const why = (await systemctl('show', '-p', 'StatusText', '--value', unit)).said.trim();
        // It would be tried for ever.
        await remove();
        throw new Failure('bad-request', `The gateway did not start: ${why || started.said}`);
      }
      // Without it the manager, and the gateway with it, goes some seconds after the last logout.
      const lingers = await run('loginctl', ['enable-linger']);
      if (lingers.ok) return null;
      return `It stops when you log out, since lingering is not allowed here. Ask an administrator for: loginctl enable-linger ${user}`;
    },
    uninstall: remove,
    async status() {
      const said = (await systemctl('is-active', unit)).said.trim();
      // A state is one word; anything else is why systemctl could not ask.
      if (!/^[a-z-]*$/.test(said)) throw noManager();
      return said || 'unknown';
    },
  };
}

async function requireManager(
  systemctl: (...words: string[]) => Promise<{ ok: boolean; said: string }>,
): Promise<void> {
  const { said } = await systemctl('is-system-running');
  if (/^(running|degraded|starting|initializing)/.test(said.trim())) return;
  throw noManager();
}

function noManager(): Failure {
  return new Failure(
    'bad-request',
    'There is no systemd that serves users here. Use "outlive serve -d", and for after a restart a line in "crontab -e": @reboot outlive serve -d',
  );
}

/** `argv`: node, the command line's file, and its words. */
export function unitText({ argv, env }: Pick<ServiceParts, 'argv' | 'env'>): string {
  const variables = keptVariables(env).map(
    ([name, value]) => `Environment=${assigned(`${name}=${value}`)}\n`,
  );
  return `# Made by "outlive service install"; "outlive service uninstall" removes it.
[Unit]
Description=Outlive: terminal sessions for phones
StartLimitIntervalSec=0

[Service]
# It says when it serves; a program that it starts does (systemd-notify).
Type=notify
NotifyAccess=all
ExecStart=${argv.map(quoted).join(' ')}
${variables.join('')}# Sessions are none of its business: stopping it stops the gateway alone...
KillMode=process
# ...and so does a session that used up the memory.
OOMPolicy=continue
Restart=on-failure
RestartSec=1
TasksMax=infinity
UMask=0077

[Install]
WantedBy=default.target
`;
}

/** A word that systemd gives to the program as it is. */
function quoted(word: string): string {
  return assigned(word.replace(/\$/g, '$$$$'));
}

/** In a line of Environment= a dollar stands for itself. */
function assigned(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/%/g, '%%').replace(/\n/g, '\\n');
  return `"${escaped}"`;
}
