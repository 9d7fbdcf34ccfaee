// Web push: an alert as a notification of the browser's, encrypted to it. Urgency is always high (Android
// holds others back for minutes), and a later state of a session replaces one that waits.
import { createHash } from 'node:crypto';
import { type Channel, lifeMs, type Message, never, pathOf, type Sent } from '../channel.ts';
import { type Answer, type Out, post } from '../outbound/post.ts';
import { refusal, unsent } from '../outbound/retry.ts';
import { encrypt, maxPlainBytes } from './encrypt.ts';
import { whyNotPushed } from './push-hosts.ts';
import type { Subscription } from './subscription.ts';
import type { Subscriptions } from './subscriptions.ts';
import { type VapidKey, vapidHeader } from './vapid.ts';

export interface PushParts {
  readonly subscriptions: Subscriptions;
  readonly key: VapidKey;
  readonly subject: () => string;
  /** The owner's further push services. */
  readonly allowed: () => readonly string[];
  readonly out: Out;
  readonly now: () => number;
}

export function pushChannel({
  subscriptions,
  key,
  subject,
  allowed,
  out,
  now,
}: PushParts): Channel {
  async function deliver(
    { endpoint, keys, page }: Subscription,
    message: Message,
  ): Promise<Answer> {
    const attempt = (text: string) => {
      const headers = {
        'Content-Type': 'application/octet-stream',
        'Content-Encoding': 'aes128gcm',
        TTL: String(lifeMs(message.kind) / 1000),
        Urgency: 'high',
        Topic: topicOf(message),
        Authorization: vapidHeader(endpoint, { key, subject: subject(), now: now() }),
      };
      return post({ url: endpoint, headers, body: encrypt(Buffer.from(text), keys) }, out);
    };
    const answer = await attempt(payload(message, page));
    // Some services take less than the standard says.
    return answer.status === 413 ? attempt(payload({ ...message, text: '' }, page)) : answer;
  }

  return {
    name: 'push',
    targets: async () =>
      (await subscriptions.devices()).map((to) => ({ to, when: 'always' as const })),
    async send(message, device) {
      const subscription = subscriptions.of(device);
      if (subscription === null) {
        return { ...never('This device has no push alerts.'), gone: true } as Sent;
      }
      const refused = whyNotPushed(subscription.endpoint, allowed());
      if (refused !== null) return never(refused);
      const { host } = new URL(subscription.endpoint);
      try {
        const answer = await deliver(subscription, message);
        if (answer.status >= 200 && answer.status < 300) return { ok: true };
        if (answer.status !== 404 && answer.status !== 410) return refusal(answer, host, now());
        await subscriptions.gone(device, subscription.endpoint);
        const why = `${host} does not know this device any more. Open Outlive on it, and it subscribes anew.`;
        return { ok: false, why, retry: 'never', gone: true };
      } catch (error) {
        return unsent(error);
      }
    },
  };
}

/** 32 characters that say nothing: services see them. */
export function topicOf({ session, id }: Message): string {
  const about = session === null ? `alert ${id}` : `session ${session}`;
  return createHash('sha256').update(about).digest('base64url').slice(0, 32);
}

/** No phone shows more. */
const maxTitle = 200;

/**
 * The declarative form, which Safari shows by itself and the others hand to the worker.
 * https://github.com/WebKit/explainers/tree/main/DeclarativeWebPush
 */
function payload(message: Message, page: string): string {
  const { id, text, at, unseen } = message;
  const title = message.title.slice(0, maxTitle);
  const navigate = page + pathOf(message).slice(1);
  const notification = {
    ...{ title, body: text, navigate, tag: topicOf(message) },
    ...{ timestamp: Date.parse(at), data: { id } },
  };
  const badge = unseen === undefined ? {} : { app_badge: unseen };
  const whole = JSON.stringify({ web_push: 8030, notification, ...badge });
  if (Buffer.byteLength(whole) <= maxPlainBytes) return whole;
  return JSON.stringify({ web_push: 8030, notification: { ...notification, body: '' }, ...badge });
}
