// Has the browser keep the page's own files for a reload without a gateway, long after the page was
// shown: it must cost whoever opens a log nothing. Plain http has no such thing, and does without.
import { basePath, inBase } from '../connection/base.ts';
import { staysBeyondVisit } from '../connection/storage.ts';
import { showBadge } from './badge.ts';

const afterMs = 6000;

/** Asked for when the time has come: only a device that is let in keeps anything. */
export function keepShell(isPaired: () => boolean): void {
  if (!('serviceWorker' in navigator)) return;
  setTimeout(() => {
    if (!isPaired() || !staysBeyondVisit()) return;
    // A browser that forbids it costs the reload, no more.
    registerWorker().catch(() => undefined);
  }, afterMs);
}

/** At once, for alerts. */
export function registerWorker(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(inBase('/service-worker.js'), { updateViaCache: 'none' });
}

/** What is kept goes too, though nothing of it is personal; with the worker goes what it was subscribed to. */
export async function forgetShell(): Promise<void> {
  showBadge(0);
  const registration = await navigator.serviceWorker?.getRegistration(inBase('/'));
  await registration?.unregister();
  if (!('caches' in window)) return;
  const own = (await caches.keys()).filter((name) => name.endsWith(`@${basePath()}`));
  await Promise.all(own.map((name) => caches.delete(name)));
}
