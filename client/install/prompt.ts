// The browser's own offer to install the page: it comes once, early, and is kept until the person asks for it.
import { type ReadonlySignal, signal } from '@preact/signals';

export interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
  readonly userChoice: Promise<{ readonly outcome: string }>;
}

/** Null where the browser offers nothing (yet), or has installed it. */
export function followInstallPrompt(page: Window): ReadonlySignal<InstallPrompt | null> {
  const offer = signal<InstallPrompt | null>(null);
  page.addEventListener('beforeinstallprompt', (event) => {
    // No bar over the page: the settings have a button.
    event.preventDefault();
    offer.value = event as InstallPrompt;
  });
  page.addEventListener('appinstalled', () => {
    offer.value = null;
  });
  return offer;
}
