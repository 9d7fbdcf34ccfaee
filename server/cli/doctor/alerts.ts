// Whether alerts get out: the push services that devices are subscribed at (those alone are asked: a machine that
// pushes to nobody asks nobody), the clock that the pushes are signed by, and whether the gateway is started again.
import { join } from 'node:path';
import { type Answer, post } from '../../alerts/channels/outbound/post.ts';
import { proxyFor } from '../../alerts/channels/outbound/proxy.ts';
import { Unreachable } from '../../alerts/channels/outbound/unreachable.ts';
import { Subscriptions } from '../../alerts/channels/push/subscriptions.ts';
import { readSettings } from '../../alerts/channels/settings.ts';
import type { Announcement } from '../../gateway/listen/announcement.ts';
import { Failure } from '../../protocol/failure.ts';
import { openStateDirectory, type StateDirectory } from '../../sessions/state-directory.ts';
import { runningGateway } from '../running-gateway.ts';
import { broken, type Finding, ok, warning } from './finding.ts';
import type { World } from './world.ts';

const patienceMs = 3000;
const maxHosts = 4;
const minuteMs = 60_000;
/** Pushes are signed for 12 hours, and services take signatures of up to 24. */
const refusedMs = 11 * 3600_000;

export async function examineAlerts(world: World): Promise<Finding[]> {
  const state = stateOf(world.env);
  if (state === null) return [];
  const folder = state.alertsDir;
  const { webhooks, command } = readSettings(join(folder, 'channels.json'));
  const hosts = await pushHosts(folder);
  if (hosts.length === 0 && webhooks.length === 0 && command === null) return [];
  const gateway = await runningGateway(state).catch(() => null);
  const env = gateway === null ? world.env : await environmentOf(gateway.pid, world);
  const answers = await Promise.all(hosts.slice(0, maxHosts).map((host) => ask(host, env)));
  const dates = answers.flatMap(({ date }) => date ?? []);
  return [
    ...answers.map(({ finding }) => finding),
    ...dates.slice(0, 1).map((date) => clock(Date.parse(date) - Date.now())),
    ...(await restarts(world, gateway)),
  ];
}

function stateOf(env: World['env']): StateDirectory | null {
  try {
    return openStateDirectory(env);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

async function pushHosts(folder: string): Promise<string[]> {
  const subscriptions = new Subscriptions(folder);
  const devices = await subscriptions.devices();
  const hosts = devices.map((id) => new URL(subscriptions.of(id)?.endpoint ?? 'https://x').host);
  return [...new Set(hosts)];
}

async function ask(host: string, env: World['env']) {
  const url = `https://${host}/`;
  try {
    const proxy = proxyFor(new URL(url), env);
    const way = proxy === null ? '' : ` through the proxy ${new URL(proxy).host}`;
    const head = { url, headers: {}, body: Buffer.alloc(0), method: 'HEAD' } as const;
    const { date }: Answer = await post(head, { env, patienceMs });
    return { date, finding: ok('push', `${host} can be reached${way}.`) };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const words = `Alerts to devices cannot leave: ${error.message}`;
    const fix =
      'Let this machine reach it, name a proxy in HTTPS_PROXY, or set a webhook that it can reach.';
    return { date: null, finding: warning('push', { words, fix }) };
  }
}

/** `aheadMs`: how far the push service's clock is ahead of this one. */
export function clock(aheadMs: number): Finding {
  const minutes = Math.round(Math.abs(aheadMs) / minuteMs);
  if (minutes < 5) return ok('clock', 'The clock agrees with that of the push services.');
  const words = `The clock of this machine is ${minutes} minutes ${aheadMs > 0 ? 'slow' : 'fast'}`;
  const fix = 'sudo timedatectl set-ntp true';
  if (Math.abs(aheadMs) < refusedMs) return warning('clock', { words: `${words}.`, fix });
  const refused = `${words}: push services refuse its alerts.`;
  return broken('clock', { words: refused, fix, endangersSessions: false });
}

/** The gateway's own proxy counts, not this shell's: a service has another environment. */
async function environmentOf(pid: number, world: World): Promise<NodeJS.ProcessEnv> {
  const lines = (await world.read(`/proc/${pid}/environ`))?.split('\0') ?? [];
  if (lines.length === 0) return world.env;
  const pairs = lines.map((line) => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=?/, '')]);
  return Object.fromEntries(pairs);
}

/** No gateway, no alerts. */
async function restarts(world: World, gateway: Announcement | null): Promise<Finding[]> {
  if (world.platform !== 'linux') return [];
  const fix = 'outlive service install';
  if (gateway === null) {
    return [warning('alerts', { words: 'No gateway runs, so nobody is told of anything.', fix })];
  }
  const group = (await world.read(`/proc/${gateway.pid}/cgroup`)) ?? '';
  if (/\/outlive\.service$/m.test(group)) {
    return [ok('alerts', 'The system starts the gateway again by itself, so alerts go on.')];
  }
  const words =
    'Nothing starts the gateway again after a restart or a crash: there are no alerts then.';
  return [warning('alerts', { words, fix })];
}
