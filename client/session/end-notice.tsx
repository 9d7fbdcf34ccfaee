// How and when a session ended, told once to those who listen.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { stateTone } from '../look/state-words.tsx';
import { durationInWords } from '../look/time.ts';

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

export function endInWords({ reason, signal, exitCode, created, endedAt }: SessionSummary): string {
  if (reason === 'lost') {
    return 'The process that held this session is gone, and its program with it. Its log stays.';
  }
  const lasted = endedAt === null ? null : Date.parse(endedAt) - Date.parse(created);
  const after = lasted === null ? '' : ` after ${durationInWords(lasted)}`;
  if (reason === 'killed') return `Stopped on request${after}.`;
  if (signal !== null) return `The program was stopped by ${signal}${after}.`;
  return `The program finished${after}, with exit code ${exitCode ?? '?'}.`;
}
