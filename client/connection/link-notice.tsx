// Tells in words that what is on the page may be old, and how old. Silent while all is well.
import { useOutlive } from '../outlive.ts';
import { noticeWords } from './notice-words.ts';

/** `asOf`: when what is shown was true, in ms since 1970. `updating`: newer is being asked for. */
export function LinkNotice({
  asOf = null,
  updating = false,
}: {
  asOf?: number | null;
  updating?: boolean;
}) {
  const { link, clock } = useOutlive();
  const state = link.state.value;
  const words = noticeWords(state, { asOf, updating, now: clock.now() });
  return (
    <div class="notice" role="status">
      {words !== null && <p class={`notice-words ${state.kind}`}>{words}</p>}
    </div>
  );
}
