// How and when a session ended, told once to those who listen.
import { type SessionSummary, stateInWords } from '../../server/protocol/session.ts';
import { stateTone } from '../look/state-words.tsx';
import { durationInWords } from '../look/time.ts';

export function EndNotice({ session }: { session: SessionSummary }) {
  return (
    <div role="status">
      {session.state === 'ended' && (
        <p class={`end-notice state ${stateTone(session)}`}>{endInWords(session)}</p>
      )}
    </div>
  );
}

export function endInWords(session: SessionSummary): string {
  const words = stateInWords(session);
  const how = words.charAt(0).toUpperCase() + words.slice(1);
  if (session.reason === 'lost') {
    return 'Lost: the process that held this session is gone, and its program with it. Its log stays.';
  }
  if (session.endedAt === null) return `${how}.`;
  const lasted = Date.parse(session.endedAt) - Date.parse(session.created);
  return `${how}, after ${durationInWords(lasted)}.`;
}
