// What a session's state means to a person: since when, and whether to worry.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { durationInWords, momentInWords } from './time.ts';

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
