// Asks a Tailscale on this machine for its name and whether it forwards https to our port or socket. It is a
// guest here: absent, slow or odd answers all mean null.
// The forms: `tailscale status --json`, `tailscale serve status --json` (ipn.ServeConfig).
import { execFile } from 'node:child_process';
import type { ListenAddress } from './address.ts';

export interface Tailscale {
  /** This machine's name in its tailnet, such as `gpu01.tail1234.ts.net`. */
  readonly name: string;
  /** The https address that is forwarded to us already. */
  readonly forwarded: string | null;
}

const patienceMs = 1500;

export async function askTailscale(listen: ListenAddress): Promise<Tailscale | null> {
  const [status, serve] = await Promise.all([
    tailscale('status', '--json'),
    tailscale('serve', 'status', '--json'),
  ]);
  const { DNSName: name } = fields(fields(status).Self);
  if (fields(status).BackendState !== 'Running' || typeof name !== 'string' || name === '')
    return null;
  return { name: name.replace(/\.$/, ''), forwarded: forwardedTo(listen, serve) };
}

function forwardedTo(listen: ListenAddress, serve: unknown): string | null {
  const targets =
    listen.kind === 'unix'
      ? [`unix:${listen.path}`]
      : ['127.0.0.1', 'localhost', '[::1]'].map((host) => `http://${host}:${listen.port}`);
  for (const [address, site] of Object.entries(fields(fields(serve).Web))) {
    const { Proxy: target } = fields(fields(fields(site).Handlers)['/']);
    if (typeof target !== 'string' || !targets.includes(target.replace(/\/$/, ''))) continue;
    return `https://${address.replace(/:443$/, '')}`;
  }
  return null;
}

function tailscale(...args: string[]): Promise<unknown> {
  return new Promise((resolve) => {
    execFile('tailscale', args, { timeout: patienceMs, killSignal: 'SIGKILL' }, (error, stdout) => {
      try {
        resolve(error === null ? JSON.parse(stdout) : null);
      } catch {
        resolve(null);
      }
    });
  });
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
