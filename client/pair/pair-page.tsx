// Lets this device in: a single-use code, typed or brought along by the pairing link, for a token.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { fieldsOf, isText } from '../connection/guards.ts';
import { isInstalled } from '../install/platform.ts';
import { Field } from '../look/field.tsx';
import { PageTitle } from '../look/page-title.tsx';
import { leaveUncorrected } from '../look/plain-typing.ts';
import { useOutlive } from '../outlive.ts';
import { guessDeviceName } from './device-name.ts';
import { codeInFragment, takeCodeFromAddress } from './pairing-link.ts';
import { SharedOrigin } from './shared-origin.tsx';
import './pair.css';

export function PairPage() {
  const { api, device, router } = useOutlive();
  const code = useSignal(codeInFragment(location.hash));
  const byLink = useSignal(code.value !== '');
  const name = useSignal(guessDeviceName(navigator));
  const failure = useSignal<string | null>(null);
  const pairing = useSignal(false);

  useEffect(() => {
    // A link opened on this very page changes the fragment and loads nothing.
    const fill = () => {
      const fromLink = takeCodeFromAddress(window);
      if (fromLink === '') return;
      code.value = fromLink;
      byLink.value = true;
      failure.value = null;
    };
    fill();
    addEventListener('hashchange', fill);
    return () => removeEventListener('hashchange', fill);
  }, [code, byLink, failure]);

  async function pair(submit: Event) {
    submit.preventDefault();
    pairing.value = true;
    failure.value = null;
    const body = {
      ...{ code: code.value.trim(), device: name.value.trim() || 'a device' },
      ...(isInstalled() && { app: true }),
    };
    const request = { method: 'POST', path: '/api/pair', body, toAnybody: true } as const;
    const paired = await api.send(request, readPaired);
    pairing.value = false;
    if (!paired.ok) {
      failure.value = paired.message;
      return;
    }
    device.paired(paired.value);
    router.go('/', { replace: true });
  }

  return (
    <main class="page">
      <header class="bar">
        <PageTitle title="Pair · Outlive">Pair this device</PageTitle>
      </header>
      <form class="form" onSubmit={pair} noValidate>
        <div class="fields">
          {device.refusal.value && (
            <p class="notice-words connecting" role="alert">
              {device.refusal}
            </p>
          )}
          {!byLink.value && (
            <p class="pair-how">
              On the server, type <code>outlive pair</code>. Open the link it prints on this device,
              or copy its code here.
            </p>
          )}
          <Field label="Pairing code" failure={failure.value}>
            {(field) => (
              <input
                {...field}
                class="input mono pair-code"
                autocapitalize="characters"
                autocomplete="one-time-code"
                ref={leaveUncorrected}
                spellcheck={false}
                value={code}
                onInput={(e) => {
                  code.value = e.currentTarget.value;
                }}
              />
            )}
          </Field>
          <Field label="This device's name" hint="It stands in the list of paired devices.">
            {(field) => (
              <input
                {...field}
                class="input"
                autocomplete="off"
                maxLength={40}
                value={name}
                onInput={(e) => {
                  name.value = e.currentTarget.value;
                }}
              />
            )}
          </Field>
          <SharedOrigin />
          <p class="hint">
            Whoever is paired can use a terminal on the server as you. Each device can be revoked in
            the settings.
          </p>
        </div>
        <div class="dock">
          <button class="button primary grow" type="submit" disabled={pairing.value}>
            {pairing.value ? 'Pairing…' : 'Pair'}
          </button>
        </div>
      </form>
    </main>
  );
}

function readPaired(answer: unknown): { token: string; watches: boolean } | null {
  const { token, view } = fieldsOf(answer);
  return isText(token) && token !== ''
    ? { token, watches: fieldsOf(view).session !== undefined }
    : null;
}
