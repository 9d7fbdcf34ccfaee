// The routes about web push: a device's own subscription, and a push that tries it.
import { randomBytes } from 'node:crypto';
import type { Channels } from '../../alerts/channels/channels.ts';
import { topicOf } from '../../alerts/channels/push/push-channel.ts';
import { whyNotPushed } from '../../alerts/channels/push/push-hosts.ts';
import { parseSubscription } from '../../alerts/channels/push/subscription.ts';
import { Failure } from '../../protocol/failure.ts';
import { testAlert } from './alert-channels.ts';
import type { Routes } from './routes.ts';

export type PushRoutes = Pick<
  Routes,
  `${'GET' | 'PUT' | 'DELETE'} /api/push` | 'POST /api/push/test'
>;

export function pushRoutes(channels: Channels, machine: string): PushRoutes {
  const { subscriptions, publicKey, settings } = channels;
  const [push] = channels.all;

  /** `endpoint`: the device's own, so that its page sees whether it is the browser's still. */
  const standing = (device: string) => {
    const endpoint = subscriptions.of(device)?.endpoint ?? null;
    return { status: 200 as const, json: { publicKey, subscribed: endpoint !== null, endpoint } };
  };

  return {
    'GET /api/push': async ({ device }) => standing(device.id),

    'PUT /api/push': async ({ device, body }) => {
      const { subscription, page } = body as Record<string, unknown>;
      const parsed = parseSubscription(subscription, page);
      if (parsed === null) {
        throw new Failure('bad-request', 'That is no push subscription as a browser makes them.');
      }
      const refused = whyNotPushed(parsed.endpoint, settings().pushHosts);
      if (refused !== null) throw new Failure('bad-request', refused);
      if (!(await subscriptions.put(device.id, parsed))) throw new Failure('push-gone');
      return standing(device.id);
    },

    'DELETE /api/push': async ({ device }) => {
      await subscriptions.remove(device.id);
      return { status: 204 };
    },

    'POST /api/push/test': async ({ device }) => {
      const alert = testAlert(machine, randomBytes(8).toString('hex'));
      const sent = await push.send(alert, device.id);
      const why = sent.ok ? null : sent.why;
      return { status: 200, json: { ok: sent.ok, why, tag: topicOf(alert) } };
    },
  };
}
