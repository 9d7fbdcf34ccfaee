// Alerts for this device: turned on in a tap, tried at once, put right at each start of the page. Whether a test
// arrived is seen on the device itself, not believed.
import type { Api } from '../../connection/api.ts';
import { fieldsOf, isText } from '../../connection/guards.ts';
import { storedKeys, writeStored } from '../../connection/storage.ts';
import type { PushOutcome } from './outcome.ts';
import { denied, subscribe, unsubscribe } from './subscribe.ts';
import { whyNoPush } from './where.ts';

const arrivesWithinMs = 15_000;
const lookEveryMs = 300;

interface Parts {
  readonly api: Api;
}

/** To be called in the tap itself: browsers ask for permission then, and only then. */
export async function turnOnPush({ api }: Parts): Promise<PushOutcome> {
  const refused = whyNoPush() ?? (await askPermission());
  if (refused !== null) return refused;
  const failed = await subscribe(api);
  if (failed !== null) return failed;
  writeStored(storedKeys.push, true);
  return tryPush({ api });
}

export async function turnOffPush({ api }: Parts): Promise<void> {
  writeStored(storedKeys.push, null);
  await unsubscribe(api);
}

/** For each start of the page: subscriptions end without a word. */
export async function repairPush({ api }: Parts): Promise<void> {
  if (whyNoPush() !== null || Notification.permission !== 'granted') return;
  // What cannot be put right now is tried at the next start.
  await subscribe(api);
}

/** Sends one to this very device, and looks whether it comes. */
export async function tryPush({ api }: Parts): Promise<PushOutcome> {
  const request = { method: 'POST', path: '/api/push/test', body: {} } as const;
  const sent = await api.send(request, parseTried);
  if (!sent.ok) return { kind: 'failed', words: sent.message };
  const { ok, why, tag } = sent.value;
  if (!ok) return { kind: 'failed', words: `The test alert could not be sent. ${why}` };
  if (await isShown(tag)) {
    return { kind: 'arrived', words: 'This device gets alerts: the test has just arrived.' };
  }
  return {
    kind: 'sent',
    words:
      'The push service has taken the test alert, but it has not come within 15 s. Look for it among the notifications; if there is none, check that the system lets this browser show notifications.',
  };
}

async function isShown(tag: string): Promise<boolean> {
  const registration = await navigator.serviceWorker.ready;
  for (const until = Date.now() + arrivesWithinMs; Date.now() < until; ) {
    if ((await registration.getNotifications({ tag })).length > 0) return true;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return false;
}

async function askPermission(): Promise<PushOutcome | null> {
  const permission = await Notification.requestPermission();
  if (permission === 'granted') return null;
  if (permission === 'denied') return denied;
  return {
    kind: 'dismissed',
    words: 'Nothing was changed. Tap again to get alerts on this device.',
  };
}

function parseTried(value: unknown): { ok: boolean; why: string; tag: string } | null {
  const { ok, why, tag } = fieldsOf(value);
  return isText(tag) ? { ok: ok === true, why: isText(why) ? why : '', tag } : null;
}
