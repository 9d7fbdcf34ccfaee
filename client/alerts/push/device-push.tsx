// The switch for alerts on this device, and what came of it.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Switch } from '../../look/switch.tsx';
import { useOutlive } from '../../outlive.ts';
import { isOn, type PushOutcome } from './outcome.ts';
import { tryPush, turnOffPush, turnOnPush } from './push.ts';
import { askStanding } from './subscribe.ts';
import { whyNoPush } from './where.ts';

export function DevicePush() {
  const outlive = useOutlive();
  const { api } = outlive;
  const on = useSignal(false);
  const busy = useSignal(false);
  const outcome = useSignal<PushOutcome | null>(whyNoPush());
  useEffect(() => {
    void askStanding(api).then((standing) => {
      on.value = standing.ok && standing.value.endpoint !== null;
    });
  }, [api, on]);

  async function take(work: Promise<PushOutcome | null>) {
    busy.value = true;
    outcome.value = null;
    const came = await work;
    busy.value = false;
    outcome.value = came;
    if (came !== null) on.value = isOn(came) || (on.value && came.kind === 'failed');
  }

  const turn = (wanted: boolean) => {
    if (busy.value) return;
    if (wanted) return void take(turnOnPush(outlive));
    on.value = false;
    void take(turnOffPush(outlive).then(() => null));
  };
  return (
    <div>
      <Switch label="Alerts on this device" on={on.value} onChange={turn} />
      {on.value && (
        <button
          type="button"
          class="button pair-another"
          disabled={busy.value}
          onClick={() => void take(tryPush(outlive))}
        >
          Send a test alert
        </button>
      )}
      <p class="hint" role="status">
        {busy.value ? 'Waiting for a test alert…' : outcome.value?.words}
      </p>
    </div>
  );
}
