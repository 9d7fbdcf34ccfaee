// The three steps to an app on an iPhone or iPad, drawn, and the code that pairs it. While it is open the page's
// manifest says that the app starts at that code; the code to type is there in case it does not.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { anything } from '../connection/api.ts';
import { basePath } from '../connection/base.ts';
import { Sheet } from '../look/sheet.tsx';
import { momentInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { parseDevices } from '../settings/devices.ts';
import { type PairingCode, parseCameIn, parsePairingCode } from '../settings/pairing-code.ts';
import { steps } from './apple-steps.tsx';
import './install.css';

export function AppleSheet({ onClose }: { onClose: () => void }) {
  const { api, clock } = useOutlive();
  const made = useSignal<PairingCode | null>(null);
  const failure = useSignal<string | null>(null);
  const cameIn = useSignal('');

  useEffect(() => {
    let isOpen = true;
    const putBack = () => linkManifest('./manifest.webmanifest');
    void (async () => {
      const request = { method: 'POST', path: '/api/pairings', body: { app: true } } as const;
      const answer = await api.send(request, parsePairingCode);
      if (!isOpen) return;
      if (!answer.ok) {
        failure.value = answer.message;
        return;
      }
      made.value = answer.value;
      const { id, expiresAt, ticket } = answer.value;
      linkManifest(`./manifest.webmanifest?join=${ticket}&base=${encodeURIComponent(basePath())}`);
      while (isOpen && clock.now() < expiresAt) {
        const used = await api.get(`/api/pairings/${id}`, parseCameIn);
        if (!isOpen || !used.ok) return;
        if (used.value !== '') {
          cameIn.value = used.value;
          putBack();
          return;
        }
      }
      if (isOpen) failure.value = 'This code is not good any more. Close this and begin again.';
    })();
    return () => {
      isOpen = false;
      putBack();
    };
  }, [api, clock, made, failure, cameIn]);

  return (
    <Sheet title="Install on this device" onClose={onClose}>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {cameIn.value !== '' ? (
        <Paired name={cameIn.value} />
      ) : (
        made.value &&
        failure.value === null && (
          <>
            <ol class="install-steps">
              {steps.map(({ words, drawing }) => (
                <li key={words}>
                  {drawing}
                  <span>{words}</span>
                </li>
              ))}
            </ol>
            <p class="hint">
              Leave this open until then. The app asks to be paired; if its code is not there yet,
              type:
            </p>
            <p class="pairing-code mono">{made.value.code}</p>
            <p class="hint">
              Works once, for an installed app, until{' '}
              {momentInWords(made.value.expiresAt, clock.now())}. Whoever uses it has your shell.
            </p>
          </>
        )
      )}
      <button type="button" class="button quiet" onClick={onClose}>
        {cameIn.value === '' ? 'Close' : 'Keep this browser paired'}
      </button>
    </Sheet>
  );
}

/** Two ways in where one is used are one too many. */
function Paired({ name }: { name: string }) {
  const { api, device } = useOutlive();
  async function forget() {
    const devices = await api.get('/api/devices', ownDevice);
    if (!devices.ok) return;
    const path = `/api/devices/${devices.value}`;
    await api.send({ method: 'DELETE', path }, anything);
    device.forget('The installed app took the place of this browser. Open that.');
  }
  return (
    <>
      <p role="status">
        The app is paired as <b>{name}</b>. If that is not yours, revoke it at once.
      </p>
      <button type="button" class="button" onClick={() => void forget()}>
        Revoke this browser
      </button>
    </>
  );
}

function ownDevice(value: unknown): string | null {
  const own = parseDevices(value)?.find(({ current }) => current);
  return own?.id ?? null;
}

/** A browser looks at the link when it is asked to install. */
function linkManifest(href: string): void {
  document.querySelector('link[rel=manifest]')?.setAttribute('href', href);
}
