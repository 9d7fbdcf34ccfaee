// A newer gateway serves newer files: a page from before it cannot load what it had not loaded yet,
// and starts again from the new index.html. While no gateway answers there is nothing to start from.
import { inBase } from './connection/base.ts';

const reloadedAt = 'outlive:reloaded';
const minIntervalMs = 30_000;
const askAgainMs = 1000;

/** `isProven`: what answers is the gateway, and no stranger whose page would read what is kept here. */
export function reloadWhenReplaced(isProven: () => Promise<boolean>): void {
  let waiting = false;
  addEventListener('vite:preloadError', () => {
    const last = Number(sessionStorage.getItem(reloadedAt) ?? 0);
    // What is missing from a gateway that is there stays missing: reloading again would not help.
    if (waiting || Date.now() - last < minIntervalMs) return;
    waiting = true;
    void gatewayAnswers(isProven).then(() => {
      sessionStorage.setItem(reloadedAt, String(Date.now()));
      location.reload();
    });
  });
}

/** A reload before that would put the browser's own error page in the place of what is on the screen. */
async function gatewayAnswers(isProven: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const answer = await fetch(inBase('/healthz'), { cache: 'no-store' }).catch(() => null);
    if (answer?.ok && (await isProven())) return;
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
}
