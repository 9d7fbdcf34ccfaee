// Shows where a link leads before anything is opened: output is not to be trusted. The address is shown as
// the browser will ask for it, so that no letter in it can pass for another one.
import { useSignal } from '@preact/signals';
import { Sheet } from '../look/sheet.tsx';
import { copyText } from './clipboard.ts';
import { asAsked } from './links.ts';

export function LinkSheet({
  url,
  title,
  onClose,
}: {
  url: string;
  title: string;
  onClose: () => void;
}) {
  const copied = useSignal(false);
  const address = asAsked(url) ?? 'about:blank';
  const copy = async () => {
    copied.value = await copyText(address);
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <p class="link-url mono">{address}</p>
      {/* What stands before an @ is no host, however it looks. */}
      <p>
        It leads to <b class="mono">{new URL(address).host}</b>.
      </p>
      <a
        class="button primary"
        href={address}
        target="_blank"
        rel="noopener noreferrer"
        onClick={onClose}
      >
        Open in a new tab
      </a>
      <button type="button" class="button" onClick={() => void copy()}>
        {copied.value ? 'Copied' : 'Copy the address'}
      </button>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}
