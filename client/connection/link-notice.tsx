// Tells in words that what is on the page may be old, and how old. Silent while all is well.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useOutlive } from '../outlive.ts';
import { noticeWords } from './notice-words.ts';
import { onNetwork } from './waking.ts';

/** `asOf`: when what is shown was true, in ms since 1970. `updating`: newer is being asked for. */
export function LinkNotice({
  asOf = null,
  updating = false,
}: {
  asOf?: number | null;
  updating?: boolean;
}) {
  const { link, clock, installation } = useOutlive();
  const state = link.state.value;
  const offline = useSignal(!navigator.onLine);
  useEffect(
    () =>
      onNetwork((there) => {
        offline.value = !there;
      }),
    [],
  );
  const words = noticeWords(state, {
    ...{ asOf, updating, now: clock.device(), offline: offline.value },
    removed: !installation.value,
  });
  return (
    <div class="notice" role="status">
      {words !== null && <p class={`notice-words ${state.kind}`}>{words}</p>}
    </div>
  );
}
