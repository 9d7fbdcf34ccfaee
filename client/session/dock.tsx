// The buttons under the thumb. Detach and Kill stand at opposite ends.
import { useSignal } from '@preact/signals';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { useOutlive } from '../outlive.ts';
import { KillSheet } from './kill-sheet.tsx';
import { RemoveSheet } from './remove-sheet.tsx';

export function Dock({
  session,
  typeOpen,
  onType,
  onStopped,
}: {
  session: SessionSummary;
  typeOpen: boolean;
  onType: () => void;
  onStopped: () => void;
}) {
  const { router } = useOutlive();
  const asking = useSignal(false);
  const ended = session.state === 'ended';
  const ask = () => {
    asking.value = true;
  };
  const close = () => {
    asking.value = false;
  };
  return (
    <div class="dock session-dock">
      <button type="button" class="button" onClick={() => router.leave()}>
        Detach
      </button>
      {ended ? (
        <>
          <button
            type="button"
            class="button primary grow"
            onClick={() => router.go(`/new?again=${session.id}`)}
          >
            Run again
          </button>
          <button type="button" class="button danger" onClick={ask}>
            Remove
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            class="button grow"
            aria-expanded={typeOpen}
            aria-controls="type-panel"
            onClick={onType}
          >
            Type
          </button>
          <button type="button" class="button danger" onClick={ask}>
            Kill
          </button>
        </>
      )}
      {asking.value &&
        (ended ? (
          <RemoveSheet session={session} onClose={close} />
        ) : (
          <KillSheet session={session} onClose={close} onStopped={onStopped} />
        ))}
    </div>
  );
}
