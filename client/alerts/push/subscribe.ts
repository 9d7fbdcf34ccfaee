// Subscribes this browser to pushes and tells the gateway. Every step of the browser's can hang (Chromium without
// Google's services does), so each has its time.
import type { Api, Outcome } from '../../connection/api.ts';
import { fieldsOf, isText } from '../../connection/guards.ts';
import { registerWorker } from '../../offline/keep-shell.ts';
import type { PushOutcome } from './outcome.ts';

const patienceMs = 10_000;

export interface Standing {
  readonly publicKey: string;
  readonly endpoint: string | null;
}

export const askStanding = (api: Api) => api.get('/api/push', parseStanding);

function parseStanding(value: unknown): Standing | null {
  const { publicKey, endpoint } = fieldsOf(value);
  return isText(publicKey) ? { publicKey, endpoint: isText(endpoint) ? endpoint : null } : null;
}

/** Null when this device is subscribed and the gateway knows it. Permission has been given. */
export async function subscribe(api: Api): Promise<PushOutcome | null> {
  try {
    const registration = await inTime(activeWorker());
    const standing = await askStanding(api);
    if (!standing.ok) return failed(standing.message);
    const { publicKey, endpoint } = standing.value;
    const subscription = await subscriptionFor(registration, publicKey);
    if (subscription.endpoint === endpoint) return null;
    const told = await tell(api, subscription);
    if (told.ok) return null;
    if (told.code !== 'push-gone') return failed(told.message);
    // The push service has given this one up: the browser does not know it yet.
    await subscription.unsubscribe();
    const again = await tell(api, await subscriptionFor(registration, publicKey));
    return again.ok ? null : failed(again.message);
  } catch (error) {
    return outcomeOf(error);
  }
}

/** The browser's own subscription goes, and the gateway's note of it. */
export async function unsubscribe(api: Api): Promise<Outcome<true>> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe().catch(() => false);
  return api.send({ method: 'DELETE', path: '/api/push' }, () => true as const);
}

async function activeWorker(): Promise<ServiceWorkerRegistration> {
  await registerWorker();
  return navigator.serviceWorker.ready;
}

async function subscriptionFor(
  { pushManager }: ServiceWorkerRegistration,
  publicKey: string,
): Promise<PushSubscription> {
  const known = await inTime(pushManager.getSubscription());
  if (known !== null && keyOf(known) === publicKey) return known;
  // Made for another gateway's key: nothing that is sent would be taken.
  await known?.unsubscribe();
  const wanted = { userVisibleOnly: true, applicationServerKey: publicKey };
  return inTime(pushManager.subscribe(wanted));
}

function tell(api: Api, subscription: PushSubscription) {
  const body = { subscription: subscription.toJSON(), page: document.baseURI };
  return api.send({ method: 'PUT', path: '/api/push', body }, parseStanding);
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

class TimedOut extends Error {}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new TimedOut()), patienceMs);
  });
  return Promise.race([work, late]);
}

function outcomeOf(error: unknown): PushOutcome {
  if (error instanceof TimedOut) {
    return {
      kind: 'timed-out',
      words:
        'The browser did not get an answer from its push service. Phones without Google services, and networks that block it, get no pushes: a webhook does the same.',
    };
  }
  const { name = '', message = '' } = error as DOMException;
  if (name === 'NotAllowedError') return denied;
  if (name === 'AbortError' || name === 'NotSupportedError') {
    return {
      kind: 'no-service',
      words:
        'This browser has no push service to use: private windows and phones without Google services have none. A webhook does the same.',
    };
  }
  return failed(message || name);
}

export const denied: PushOutcome = {
  kind: 'denied',
  words:
    'This browser does not let Outlive show notifications. Undo it in its site settings (the sign beside the address), then tap again.',
};

function failed(words: string): PushOutcome {
  return { kind: 'failed', words };
}
