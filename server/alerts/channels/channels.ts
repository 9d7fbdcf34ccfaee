// The channels put together, with what they keep in `<machine>/alerts/`: the VAPID key, subscriptions, settings.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Channel, type Message, pathOf } from './channel.ts';
import { commandChannel } from './command/command-channel.ts';
import { pushChannel } from './push/push-channel.ts';
import { Subscriptions } from './push/subscriptions.ts';
import { openVapidKey, vapidSubject } from './push/vapid.ts';
import { masked, unmasked } from './secrets.ts';
import { type ChannelSettings, readSettings, withChanges, writeSettings } from './settings.ts';
import { webhookChannel } from './webhook/webhook-channel.ts';

export interface ChannelParts {
  readonly state: { readonly machineDir: string };
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Where the page is opened, without a slash at the end; null when nothing is known. */
  readonly pageUrl: () => string | null;
  readonly now?: () => number;
}

export interface Channels {
  /** Push is the first. */
  readonly all: readonly [Channel, ...Channel[]];
  readonly subscriptions: Subscriptions;
  /** What browsers subscribe with. */
  readonly publicKey: string;
  readonly settings: () => ChannelSettings;
  /** For a page: without secrets. */
  readonly shown: () => ChannelSettings;
  /** Changes what is named. Throws a ZodError, or Failure bad-request. */
  readonly change: (changes: unknown) => Promise<void>;
}

export async function openChannels(parts: ChannelParts): Promise<Channels> {
  const { state, env, pageUrl, now = Date.now } = parts;
  const folder = join(state.machineDir, 'alerts');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'channels.json');
  let current = readSettings(file);
  let turn: Promise<void> = Promise.resolve();
  const subscriptions = new Subscriptions(folder);
  const key = await openVapidKey(folder);
  const out = { env };
  const linkTo = (message: Message) => {
    const page = pageUrl();
    // A gateway at a unix socket alone does not know where it is opened.
    return page === null ? '' : page + pathOf(message);
  };
  const push = pushChannel({
    ...{ subscriptions, key, out, now },
    subject: () => vapidSubject(pageUrl(), __OUTLIVE_HOMEPAGE__),
    allowed: () => current.pushHosts,
  });
  const webhook = webhookChannel({ webhooks: () => current.webhooks, linkTo, out, now });
  const command = commandChannel({ command: () => current.command, linkTo, env });
  return {
    all: [push, webhook, command],
    ...{ subscriptions, publicKey: key.publicKey, settings: () => current },
    shown: () => masked(current),
    change(changes) {
      // One after the other: each keeps what the one before has changed.
      const changed = turn.then(async () => {
        const next = withChanges(current, unmasked(changes, current));
        await writeSettings(file, next);
        current = next;
      });
      turn = changed.catch(() => {});
      return changed;
    },
  };
}
