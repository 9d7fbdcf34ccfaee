// Tells systemd that the gateway serves, or why it cannot, where systemd started it and waits for that:
// Node has no datagram sockets of Unix, systemd's own program does. Source: systemd-notify(1).
import { execFile } from 'node:child_process';
import { systemPath } from '../../identity/system-path.ts';

const patienceMs = 20_000;

export function tellSystemd(
  env: Readonly<NodeJS.ProcessEnv>,
  word: '--ready' | `--status=${string}`,
): Promise<void> {
  if (env.NOTIFY_SOCKET === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    execFile(
      'systemd-notify',
      [word],
      { env: { ...env, PATH: systemPath }, timeout: patienceMs },
      () => resolve(),
    );
  });
}
