// Says that others' pages may be at this address, and asks whether to keep anything here all the same.
import { useSignal } from '@preact/signals';
import {
  canStore,
  isSharedOrigin,
  stayBeyondVisit,
  staysBeyondVisit,
} from '../connection/storage.ts';
import { Switch } from '../look/switch.tsx';
import { forgetShell } from '../offline/keep-shell.ts';

/** Nothing where the address is this gateway's alone and the browser keeps what it is given. */
export function SharedOrigin() {
  const stays = useSignal(staysBeyondVisit());
  if (!canStore()) {
    return (
      <p class="hint" role="note">
        This browser forbids pages to keep anything, so this device has to be paired again at the
        next visit. Allow {location.host} to store data to stay paired.
      </p>
    );
  }
  if (!isSharedOrigin()) return null;
  return (
    <div>
      <Switch
        label="Stay paired in this browser"
        on={stays.value}
        onChange={(on) => {
          stayBeyondVisit(on);
          if (!on) void forgetShell().catch(() => undefined);
          stays.value = on;
        }}
      />
      <p class="hint">
        {location.host} may serve other people's pages too, and those could read what this browser
        keeps for it. So this device is forgotten when the tab is closed, unless you turn this on.
      </p>
    </div>
  );
}
