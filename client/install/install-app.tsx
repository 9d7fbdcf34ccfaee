// Outlive as an app on this device: the browser's own offer where it makes one, and otherwise the way there.
import { useSignal } from '@preact/signals';
import { lazyPage } from '../lazy-page.tsx';
import { useOutlive } from '../outlive.ts';
import { isInstalled, isIos } from './platform.ts';

const AppleSheet = lazyPage(() => import('./apple-sheet.tsx').then((m) => m.AppleSheet));

export function InstallApp() {
  const { installPrompt, device } = useOutlive();
  const isAsking = useSignal(false);
  const words = useSignal<string | null>(null);
  const offer = installPrompt.value;

  async function install() {
    if (offer === null) return;
    await offer.prompt();
    const { outcome } = await offer.userChoice;
    if (outcome === 'accepted') words.value = 'Installed. Open Outlive from the home screen.';
  }

  if (isInstalled()) return <p class="hint">This is the installed app.</p>;
  if (isIos(navigator)) {
    return (
      <>
        <p class="hint">
          {isSecureContext && 'As an app, Outlive can send alerts to this device. '}
          An app is paired by itself: it does not share what this browser keeps.
        </p>
        <button
          type="button"
          class="button pair-another"
          disabled={device.watches.value}
          onClick={() => {
            isAsking.value = true;
          }}
        >
          Install on this device
        </button>
        {isAsking.value && (
          <AppleSheet
            onClose={() => {
              isAsking.value = false;
            }}
          />
        )}
      </>
    );
  }
  if (offer !== null) {
    return (
      <>
        <p class="hint">
          An icon on the home screen, a window of its own, and alerts that stay on.
        </p>
        <button type="button" class="button pair-another" onClick={() => void install()}>
          Install
        </button>
      </>
    );
  }
  return <p class="hint">{words.value ?? whyNoOffer()}</p>;
}

function whyNoOffer(): string {
  if (!isSecureContext) {
    return 'Browsers install pages by https only. "Reach it" in the documentation has ways to https.';
  }
  return 'If this browser can install pages, its menu has "Install" or "Add to home screen".';
}
