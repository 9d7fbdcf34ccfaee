// What the worker does with a push, and with a tap on what it showed. Every push shows a notification: a browser
// takes the permission away from pages that wake up for nothing. Who is to be told is the gateway's to judge.

/** What of a worker's global scope is needed; the page's own types do not have it. */
export interface Notifying {
  readonly registration: {
    readonly scope: string;
    showNotification(title: string, options: object): Promise<void>;
    getNotifications(filter: { tag: string }): Promise<readonly Shown[]>;
  };
  readonly clients: {
    matchAll(which: object): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly navigator: { setAppBadge?(count: number): Promise<void> };
}

interface Page {
  readonly url: string;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  postMessage(message: object): void;
}

interface Shown {
  readonly data: unknown;
}

export interface Pushed {
  readonly data: { json(): unknown } | null;
}

export interface Clicked {
  readonly notification: Shown & { close(): void };
}

/** As the gateway sends it (server/alerts/channels/push). */
interface Alert {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly navigate: string;
  readonly timestamp: number;
  readonly id: string;
  readonly badge: number | null;
}

export async function pushed({ data }: Pushed, worker: Notifying): Promise<void> {
  const { registration, navigator } = worker;
  const { title, body, tag, navigate, timestamp, id, badge } = alertIn(data);
  const before = await registration.getNotifications({ tag }).catch(() => []);
  // What comes twice stays quiet; a later state of the same session is news.
  const renotify = before.length > 0 && !before.some((one) => fieldsOf(one.data).id === id);
  const file = (name: string) => registration.scope + name;
  await registration.showNotification(title, {
    ...{ body, tag, renotify, timestamp, data: { navigate, id } },
    ...{ icon: file('icon-192.png'), badge: file('badge-96.png') },
  });
  if (badge !== null) await navigator.setAppBadge?.(badge).catch(() => undefined);
}

/** To its page: in the window that is open, else in a new one. */
export async function clicked({ notification }: Clicked, worker: Notifying): Promise<void> {
  notification.close();
  const { scope } = worker.registration;
  const { navigate } = fieldsOf(notification.data);
  const url = typeof navigate === 'string' && navigate.startsWith(scope) ? navigate : scope;
  const all = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const own = all.filter((page) => page.url.startsWith(scope));
  const open = own.find(({ visibilityState }) => visibilityState === 'visible') ?? own[0];
  if (open === undefined) return void (await worker.clients.openWindow(url));
  open.postMessage({ kind: 'go', path: url.slice(scope.length - 1) });
  await open.focus();
}

/** Something is shown even of what cannot be read. */
function alertIn(data: Pushed['data']): Alert {
  const message = fieldsOf(read(data));
  const { title, body, tag, navigate, timestamp, data: more } = fieldsOf(message.notification);
  const { id } = fieldsOf(more);
  const badge = message.app_badge;
  return {
    title: textOr(title, 'Outlive'),
    body: textOr(body, title ? '' : 'There is news. Open Outlive to see it.'),
    tag: textOr(tag, 'outlive'),
    navigate: textOr(navigate, ''),
    timestamp: typeof timestamp === 'number' ? timestamp : Date.now(),
    id: textOr(id, ''),
    badge: typeof badge === 'number' ? badge : null,
  };
}

function read(data: Pushed['data']): unknown {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' && value !== '' ? value : other;
}
