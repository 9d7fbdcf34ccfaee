// Tells in words that what is on the page may be old, and how old. Silent while all is well.
import { agoInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import type { LinkState } from './link.ts';

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

interface Shown {
  readonly asOf: number | null;
  readonly updating: boolean;
  readonly now: number;
}

/** What a person is told, null when there is nothing to tell. */
export function noticeWords(state: LinkState, { asOf, updating, now }: Shown): string | null {
  const since = 'heard' in state ? (state.heard ?? asOf) : asOf;
  const age = since === null ? null : agoInWords(now - since);
  const told = age === null ? '' : ` This is from ${age}.`;
  if (state.kind === 'lost') return `Connection lost.${told}`;
  if (state.kind === 'connecting') return `No connection to the server yet.${told}`;
  if (state.kind === 'checking' || updating) return `Updating…${told}`;
  return null;
}
