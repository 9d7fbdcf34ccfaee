// Workers that are not ours and stand between this page and its gateway: whoever had this address before may have
// left one. Where the origin is shared, others may have theirs by right.
import { inBase } from '../connection/base.ts';
import { isSharedOrigin } from '../connection/storage.ts';

/** A page that is not paired has no worker of its own either. */
export function hasForeignWorker(isPaired: boolean): boolean {
  const controller = navigator.serviceWorker?.controller ?? null;
  if (controller === null || isSharedOrigin()) return false;
  return !isPaired || controller.scriptURL !== ownScript();
}

/** Ends all of them, and loads the page without any. */
export async function endWorkers(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
  location.reload();
}

function ownScript(): string {
  return new URL(inBase('/service-worker.js'), document.baseURI).href;
}
