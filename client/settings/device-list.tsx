// The devices that can get in, each with the way to shut it out, and the way in for another.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { anything } from '../connection/api.ts';
import { Sheet } from '../look/sheet.tsx';
import { agoInWords, durationInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { type PairedDevice, parseDevices } from './devices.ts';
import { PairSheet } from './pair-sheet.tsx';

export function DeviceList() {
  const { api, clock, device: own } = useOutlive();
  const devices = useSignal<readonly PairedDevice[] | null>(null);
  const failure = useSignal<string | null>(null);
  const asked = useSignal<PairedDevice | null>(null);
  const pairing = useSignal(false);

  async function look() {
    const listed = await api.get('/api/devices', parseDevices);
    if (listed.ok) devices.value = listed.value;
    else failure.value = listed.message;
  }
  useEffect(() => {
    void look();
  }, [api]);

  async function revoke({ id, current }: PairedDevice) {
    const path = `/api/devices/${encodeURIComponent(id)}`;
    const revoked = await api.send({ method: 'DELETE', path }, anything);
    asked.value = null;
    if (!revoked.ok) failure.value = revoked.message;
    else if (current) own.forget('This device was revoked here. Pair it again to use it.');
    else devices.value = devices.value?.filter((device) => device.id !== id) ?? null;
  }

  return (
    <>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <ul class="devices" aria-labelledby="devices">
        {devices.value?.map((device) => (
          <li key={device.id} class="device">
            <div class="device-words">
              <p class="device-name" id={`device-${device.id}`}>
                {device.name}
              </p>
              <p class="hint">{deviceWords(device, clock.now())}</p>
            </div>
            <button
              type="button"
              class="button slim danger"
              aria-describedby={`device-${device.id}`}
              onClick={() => {
                asked.value = device;
              }}
            >
              Revoke
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="button pair-another"
        onClick={() => {
          pairing.value = true;
        }}
      >
        Pair another device
      </button>
      {pairing.value && (
        <PairSheet
          onPaired={() => void look()}
          onClose={() => {
            pairing.value = false;
          }}
        />
      )}
      {asked.value && (
        <RevokeSheet
          device={asked.value}
          onRevoke={revoke}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </>
  );
}

function RevokeSheet({
  device,
  onRevoke,
  onClose,
}: {
  device: PairedDevice;
  onRevoke: (device: PairedDevice) => Promise<void>;
  onClose: () => void;
}) {
  return (
    <Sheet title={`Revoke ${device.name}?`} onClose={onClose}>
      <p>
        {device.current ? 'This is the device in your hand: it' : 'It'} is cut off at once and has
        to be paired again to get back in.
      </p>
      <button type="button" class="button kill" onClick={() => void onRevoke(device)}>
        Revoke
      </button>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}

function deviceWords(device: PairedDevice, now: number): string {
  const { current, lastUsed, address, watchesUntil } = device;
  if (current) return 'this device';
  const used = lastUsed === null ? 'never used' : `used ${agoInWords(now - Date.parse(lastUsed))}`;
  const from = address === null || address === '' ? used : `${used} from ${address}`;
  if (watchesUntil === null) return from;
  const left = durationInWords(Date.parse(watchesUntil) - now);
  return `watches one session for ${left} more; ${from}`;
}
