// Has the browser keep the page's own files for a reload without a gateway, long after the page was
// shown: it must cost whoever opens a log nothing. Plain http has no such thing, and does without.

const afterMs = 6000;

/** Asked for when the time has come: only a device that is let in keeps anything. */
export function keepShell(isPaired: () => boolean): void {
  if (!('serviceWorker' in navigator)) return;
  setTimeout(() => {
    if (!isPaired()) return;
    navigator.serviceWorker
      .register('/service-worker.js', { updateViaCache: 'none' })
      // A browser that forbids it costs the reload, no more.
      .catch(() => undefined);
  }, afterMs);
}
