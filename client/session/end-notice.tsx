// How and when a session ended, told once to those who listen.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { stateTone } from '../look/state.ts';
import { endInWords } from './end-words.ts';

/** `survivors`: processes that went on after a stop, in words. */
export function EndNotice({
  session,
  survivors,
}: {
  session: SessionSummary;
  survivors: readonly string[];
}) {
  return (
    <div role="status">
      {session.state === 'ended' && (
        <p class={`end-notice state ${stateTone(session)}`}>{endInWords(session)}</p>
      )}
      {survivors.length > 0 && (
        <p class="end-notice state wait">Could not be ended: {survivors.join(', ')}.</p>
      )}
    </div>
  );
}
