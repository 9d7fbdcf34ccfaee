// A session's state as a person reads it: a word, a time and a colour that never stands alone.
import { type SessionSummary, stateInWords } from '../../server/protocol/session.ts';
import { useOutlive } from '../outlive.ts';
import { stateTone, whenInWords } from './state.ts';
import { attentionInWords, progressInWords, watchOf } from './watch-words.ts';

/**
 * `running 3 h 12 m`, `waits for input 4 m`, `waiting for train`, `ended, exit 1 · 02:14`. Where
 * `ended, ` is told otherwise it is only heard; so is what stands in brackets, for which there is no
 * room, and `running` where something else tells it. `progress`: in place of how long it runs.
 */
export function StateWords({
  session,
  underEnded = false,
  progress = false,
}: {
  session: SessionSummary;
  underEnded?: boolean;
  progress?: boolean;
}) {
  const { clock } = useOutlive();
  const now = clock.now();
  const words = stateInWords(session);
  const attention = attentionInWords(session, now);
  const reached = progress ? howFar(session, now) : null;
  if (attention !== null || reached !== null) {
    return (
      <span class={`state ${attention === null ? 'run' : 'wait'}`}>
        <span class="heard">{words}, </span>
        {attention ?? reached}
      </span>
    );
  }
  const heard = underEnded && words.startsWith('ended, ') ? 'ended, ' : '';
  const [seen = '', why = ''] = words.slice(heard.length).split(/(?= \()/);
  return (
    <span class={`state ${stateTone(session)}`}>
      {heard && <span class="heard">{heard}</span>}
      {seen}
      {why && <span class="heard">{why}</span>}
      {whenInWords(session, now)}
    </span>
  );
}

function howFar(session: SessionSummary, now: number): string | null {
  if (session.state !== 'running' || session.waitingFor !== null) return null;
  const progress = watchOf(session)?.progress ?? null;
  return progress === null || progress.fraction === null ? null : progressInWords(progress, now);
}
