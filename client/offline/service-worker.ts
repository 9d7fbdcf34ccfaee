// Keeps the page's own files on the device, so that a reload while no gateway answers shows what was
// last known instead of the browser's error page. Knows nothing of sessions: no answer of the
// interface, no token and no address but these files' ever gets into its cache. Shows what is pushed.
import { type Clicked, clicked, type Notifying, type Pushed, pushed } from './notifications.ts';

/** The release's files, and a name that changes with any of them: put in by the build. */
declare const __SHELL__: { readonly version: string; readonly files: readonly string[] };

/** What of a worker's global scope is needed; the page's own types do not have it. */
interface WorkerScope extends Notifying {
  readonly registration: Notifying['registration'] & {
    readonly navigationPreload?: { enable(): Promise<void> };
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'push', listener: (event: Lasting & Pushed) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: Lasting & Clicked) => void): void;
}

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  readonly request: Request;
  readonly preloadResponse?: Promise<Response | undefined>;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as WorkerScope;
const { version, files } = __SHELL__;
const prefix = 'outlive-shell-';
/** With a slash at both ends. What is cached is by origin, and pages under other paths may have theirs. */
const scope = new URL(worker.registration.scope).pathname;
const cacheName = `${prefix}${version}@${scope}`;
/** Unlike the list's own it has nothing but the place of its base to be changed. */
const page = `${scope}new`;
/** Of index.html, as the gateway has it. */
const ownAddresses = /^(?:new|pair|settings|compare|alerts|s\/[^/]+)?\/?$/;
/** A gateway that takes longer is as good as away: the page says so, and goes on trying. */
const patienceMs = 4000;

worker.addEventListener('install', (event) => {
  event.waitUntil(keep());
});

worker.addEventListener('activate', (event) => {
  // The page is asked for while the worker starts, not after that.
  event.waitUntil(Promise.all([forgetOthers(), worker.registration.navigationPreload?.enable()]));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (!pathname.startsWith(scope)) return;
  const path = pathname.slice(scope.length);
  if (request.mode === 'navigate' && ownAddresses.test(path)) event.respondWith(shown(event));
  else if (files.includes(path)) event.respondWith(kept(pathname, request));
});

worker.addEventListener('push', (event) => {
  event.waitUntil(pushed(event, worker));
});

worker.addEventListener('notificationclick', (event) => {
  event.waitUntil(clicked(event, worker));
});

/** All of them or none: half a release would not start. */
async function keep(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Files that carry their hash come from the browser's own cache, as far as the page has loaded them.
  const addresses = files.map((file) => scope + file);
  await Promise.all([cache.add(new Request(page, { cache: 'reload' })), cache.addAll(addresses)]);
  await worker.skipWaiting();
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const isOurs = (name: string) => name.endsWith(`@${scope}`) || !name.includes('@');
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName && isOurs(name));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** From the gateway whenever it answers. */
async function shown({ request, preloadResponse }: Fetching): Promise<Response> {
  const asked = Promise.resolve(preloadResponse).then((answer) => answer ?? fetch(request));
  const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null));
  const answer = await Promise.race([asked.catch(() => null), late]);
  // A proxy in front of a gateway that is away says so with one of these.
  const away = answer === null || (answer.status >= 502 && answer.status <= 504);
  if (!away) return answer;
  return (await keptPage()) ?? asked;
}

/** It is kept once, and shown at addresses of every depth. */
async function keptPage(): Promise<Response | null> {
  const found = await caches.match(page, { cacheName });
  if (found === undefined) return null;
  const html = (await found.text()).replace('<base href="./"', `<base href="${scope}"`);
  return new Response(html, { headers: found.headers });
}

async function kept(path: string, request: Request): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}
