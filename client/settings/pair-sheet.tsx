// Lets one more device in: the QR code to scan, the code to type, and word of the device that came.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { copyText } from '../log/clipboard.ts';
import { Sheet } from '../look/sheet.tsx';
import { momentInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import {
  leadsNowhereElse,
  type PairingCode,
  parseCameIn,
  parsePairingCode,
  underBase,
} from './pairing-code.ts';
import { QrCode } from './qr-code.tsx';

/** `onPaired`: a device came in. */
export function PairSheet({ onPaired, onClose }: { onPaired: () => void; onClose: () => void }) {
  const { api, clock } = useOutlive();
  const made = useSignal<PairingCode | null>(null);
  const failure = useSignal<string | null>(null);
  const cameIn = useSignal('');

  useEffect(() => {
    let isOpen = true;
    const request = { method: 'POST', path: '/api/pairings', body: {} } as const;
    void (async () => {
      const answer = await api.send(request, parsePairingCode);
      if (!answer.ok) {
        failure.value = answer.message;
        return;
      }
      made.value = { ...answer.value, link: underBase(answer.value.link, document.baseURI) };
      const { id, expiresAt } = answer.value;
      while (isOpen && clock.now() < expiresAt) {
        const used = await api.get(`/api/pairings/${id}`, parseCameIn);
        if (!isOpen) return;
        // The code is good all the same; only nobody is told of its use.
        if (!used.ok) return;
        if (used.value === '') continue;
        cameIn.value = used.value;
        onPaired();
        return;
      }
      if (isOpen) failure.value = 'Nobody has used this code, and it is not good any more.';
    })();
    return () => {
      isOpen = false;
    };
  }, [api, clock]);

  return (
    <Sheet title={cameIn.value === '' ? 'Pair another device' : 'Paired'} onClose={onClose}>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {cameIn.value !== '' ? (
        <p role="status">
          <b>{cameIn}</b> is let in. If you do not know it, revoke it at once.
        </p>
      ) : (
        made.value && failure.value === null && <Code made={made.value} />
      )}
      <button type="button" class="button quiet" onClick={onClose}>
        {cameIn.value === '' ? 'Close' : 'Done'}
      </button>
    </Sheet>
  );
}

function Code({ made: { link, code, expiresAt } }: { made: PairingCode }) {
  const { clock } = useOutlive();
  const copied = useSignal(false);
  const copy = async () => {
    copied.value = await copyText(link);
  };
  const until = momentInWords(expiresAt, clock.now());
  const where = new URL(link).origin;
  return (
    <>
      {leadsNowhereElse(link) ? (
        <p class="hint">
          This page was opened at {where}, which leads a phone nowhere. Open Outlive on it at an
          address it can reach ("outlive serve" says which), and type:
        </p>
      ) : (
        <>
          <QrCode text={link} label="Pairing link as a QR code" />
          <p class="hint">Scan it with the camera. Or open {where}/pair there, and type:</p>
        </>
      )}
      <p class="pairing-code mono">{code}</p>
      <p class="hint">Works once, until {until}. Whoever uses it has your shell.</p>
      <button type="button" class="button" onClick={() => void copy()}>
        {copied.value ? 'Copied' : 'Copy the link'}
      </button>
    </>
  );
}
