// A session's state as a person reads it: a word, a time and a colour that never stands alone.
import { type SessionSummary, stateInWords } from '../../server/protocol/session.ts';
import { useOutlive } from '../outlive.ts';
import { stateTone, whenInWords } from './state.ts';

/**
 * `running 3 h 12 m`, `waiting for train`, `ended, exit 1 · 02:14`. Under a heading that says so,
 * `ended, ` is only heard; so is what stands in brackets, for which there is no room.
 */
export function StateWords({
  session,
  underEnded = false,
}: {
  session: SessionSummary;
  underEnded?: boolean;
}) {
  const { clock } = useOutlive();
  const words = stateInWords(session);
  const heard = underEnded && words.startsWith('ended, ') ? 'ended, ' : '';
  const [seen = '', why = ''] = words.slice(heard.length).split(/(?= \()/);
  return (
    <span class={`state ${stateTone(session)}`}>
      {heard && <span class="heard">{heard}</span>}
      {seen}
      {why && <span class="heard">{why}</span>}
      {whenInWords(session, clock.now())}
    </span>
  );
}
