// A program wants to put something on the clipboard: shown, and done only if the person taps.
import { type Signal, useSignal } from '@preact/signals';
import { copyText } from '../../log/clipboard.ts';

const mostShown = 120;
const toldMs = 1500;

export function CopyToast({ request }: { request: Signal<string | null> }) {
  const told = useSignal<'copied' | 'refused' | null>(null);
  const text = request.value;
  async function copy(text: string) {
    told.value = (await copyText(text)) ? 'copied' : 'refused';
    setTimeout(() => {
      told.value = null;
      if (request.value === text) request.value = null;
    }, toldMs);
  }
  return (
    <div role="status">
      {text !== null && (
        <div class="copy-toast">
          <button type="button" class="copy-request" onClick={() => void copy(text)}>
            <strong>{told.value === null ? 'Tap to copy' : wordsOf[told.value]}</strong>
            <span>{text.trim().slice(0, mostShown)}</span>
          </button>
          <button
            type="button"
            class="button slim quiet"
            onClick={() => {
              request.value = null;
            }}
          >
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}

const wordsOf = { copied: 'Copied', refused: 'The browser does not let it be copied' } as const;
