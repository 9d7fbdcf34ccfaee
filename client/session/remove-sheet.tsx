// Asks before an ended session and its log are gone for good.
import { useSignal } from '@preact/signals';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { anything } from '../connection/api.ts';
import { Sheet } from '../look/sheet.tsx';
import { useOutlive } from '../outlive.ts';

export function RemoveSheet({
  session,
  onClose,
}: {
  session: SessionSummary;
  onClose: () => void;
}) {
  const { api, list, router } = useOutlive();
  const removing = useSignal(false);
  const failure = useSignal<string | null>(null);

  async function remove() {
    removing.value = true;
    const removed = await api.send(
      { method: 'DELETE', path: `/api/sessions/${session.id}` },
      anything,
    );
    removing.value = false;
    if (!removed.ok && removed.code !== 'no-session') {
      failure.value = removed.message;
      return;
    }
    router.leave();
    list.drop(session.id);
  }

  return (
    <Sheet title={`Remove ${session.name}?`} onClose={onClose}>
      <p>Its whole log is deleted with it. This cannot be undone.</p>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <button
        type="button"
        class="button kill"
        disabled={removing.value}
        onClick={() => void remove()}
      >
        Remove
      </button>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}
