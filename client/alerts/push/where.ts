// Whether this browser can be pushed to at all, and why not: asked before anybody is asked for permission.
import { staysBeyondVisit } from '../../connection/storage.ts';
import { isInstalled, isIos } from '../../install/platform.ts';
import type { PushOutcome } from './outcome.ts';

/** Null where it can. */
export function whyNoPush(): PushOutcome | null {
  // Plain http may have a PushManager, and has no worker.
  if (!isSecureContext) {
    return {
      kind: 'plain-http',
      words:
        'Browsers take alerts for pages by https only. Until then they are listed on the page "Alerts". "Reach it" in the documentation has ways to https.',
    };
  }
  if (isIos(navigator) && !isInstalled()) {
    return {
      kind: 'not-installed',
      words:
        'iPhones and iPads take alerts for installed apps only. Install Outlive first: Settings, "Install".',
    };
  }
  if (!staysBeyondVisit()) {
    return {
      kind: 'shared-address',
      words:
        'Other people may have pages at this address, and those could read your alerts. If you trust them, turn on "Stay paired in this browser" first.',
    };
  }
  const can = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (can) return null;
  return {
    kind: 'unsupported',
    words: 'This browser cannot be sent alerts. They are listed on the page "Alerts".',
  };
}
