// The buttons under the thumb. Detach and Kill stand at opposite ends.
import { useSignal } from '@preact/signals';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { lazyPage } from '../lazy-page.tsx';
import { useOutlive } from '../outlive.ts';
import type { StopWords } from './process-words.ts';

const tools = () => import('./session-tools.ts');
const KillSheet = lazyPage(() => tools().then((m) => m.KillSheet));
const RemoveSheet = lazyPage(() => tools().then((m) => m.RemoveSheet));

export function Dock({
  session,
  typeOpen,
  onType,
  onStopped,
}: {
  session: SessionSummary;
  typeOpen: boolean;
  onType: () => void;
  onStopped: (words: StopWords | null) => void;
}) {
  const { device, router } = useOutlive();
  /** A question that is overtaken by the session's end is not turned into another. */
  const asking = useSignal<'kill' | 'remove' | null>(null);
  const ended = session.state === 'ended';
  const ask = (what: 'kill' | 'remove') => {
    asking.value = what;
  };
  /** A question that ends late does not take the next one with it. */
  const close = (what: 'kill' | 'remove') => () => {
    if (asking.value === what) asking.value = null;
  };
  if (device.watches.value) {
    return (
      <div class="dock session-dock">
        <DetachButton />
        <p class="hint grow">You may watch this session.</p>
      </div>
    );
  }
  // Each button has a key: none is turned into another, whose words a translator may have replaced.
  return (
    <div class="dock session-dock">
      <DetachButton />
      {ended ? (
        <>
          {session.tmux === undefined ? (
            <button
              key="again"
              type="button"
              class="button primary grow"
              onClick={() => router.go(`/new?again=${session.id}`)}
            >
              Run again
            </button>
          ) : (
            <span class="grow" />
          )}
          <button key="remove" type="button" class="button danger" onClick={() => ask('remove')}>
            Remove
          </button>
        </>
      ) : (
        <>
          <button
            key="type"
            type="button"
            class="button grow"
            aria-expanded={typeOpen}
            aria-controls="type-panel"
            onClick={onType}
          >
            Type<span aria-hidden="true">…</span>
          </button>
          <button key="kill" type="button" class="button danger" onClick={() => ask('kill')}>
            Kill
          </button>
        </>
      )}
      {asking.value === 'remove' && ended && (
        <RemoveSheet session={session} onClose={close('remove')} />
      )}
      {asking.value === 'kill' && !ended && (
        <KillSheet session={session} onClose={close('kill')} onStopped={onStopped} />
      )}
    </div>
  );
}

function DetachButton() {
  const { router } = useOutlive();
  return (
    <button type="button" class="button" onClick={() => router.leave()}>
      Detach
    </button>
  );
}
