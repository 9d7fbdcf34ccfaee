// A session's state as a person reads it: a word, a time and a colour that never stands alone.
import { type SessionSummary, stateInWords } from '../../server/protocol/session.ts';
import { useOutlive } from '../outlive.ts';
import { durationInWords, momentInWords } from './time.ts';

/** `running 3 h 12 m`, `ended, exit 1 · 02:14`. Under a heading that says so, `ended, ` is only heard. */
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
  return (
    <span class={`state ${stateTone(session)}`}>
      {heard && <span class="heard">{heard}</span>}
      {words.slice(heard.length)}
      {whenInWords(session, clock.now())}
    </span>
  );
}

/** What is told beside the state: how long it runs, or since when it does not. */
export function whenInWords(session: SessionSummary, now: number): string {
  if (session.state === 'running') return ` ${durationInWords(now - Date.parse(session.created))}`;
  return session.endedAt === null ? '' : ` · ${momentInWords(Date.parse(session.endedAt), now)}`;
}

type Tone = 'run' | 'wait' | 'fail' | 'done';

/** fail: it went wrong by itself. An end somebody asked for is done, not failed. */
export function stateTone({ state, reason, exitCode, signal }: SessionSummary): Tone {
  if (state === 'running') return 'run';
  if (state === 'starting') return 'wait';
  if (reason === 'killed') return 'done';
  return reason === 'exit' && exitCode === 0 && signal === null ? 'done' : 'fail';
}
