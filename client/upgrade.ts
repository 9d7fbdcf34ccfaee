// A newer gateway serves newer files: a page from before it cannot load what it had not loaded yet,
// and starts again from the new index.html.

const reloadedAt = 'outlive:reloaded';
const minIntervalMs = 30_000;

export function reloadWhenReplaced(): void {
  addEventListener('vite:preloadError', (failed) => {
    const last = Number(sessionStorage.getItem(reloadedAt) ?? 0);
    // Offline, the same error comes again at once: reloading would not help.
    if (!navigator.onLine || Date.now() - last < minIntervalMs) return;
    failed.preventDefault();
    sessionStorage.setItem(reloadedAt, String(Date.now()));
    location.reload();
  });
}
