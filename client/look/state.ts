// What a session's state means to a person: since when, and whether to worry.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { durationInWords, momentInWords } from './time.ts';

/** What is told beside the state: how long it runs, what it waits for, or since when it has ended. */
export function whenInWords(session: SessionSummary, now: number): string {
  const { state, waitingFor, endedAt } = session;
  if (state !== 'ended' && waitingFor !== null) return ` for ${waitingFor}`;
  if (state === 'running') return ` ${durationInWords(now - beginOf(session))}`;
  return endedAt === null ? '' : ` · ${momentInWords(Date.parse(endedAt), now)}`;
}

/** How long its command ran, null while it does, or if it never did. */
export function lastedMs(session: SessionSummary): number | null {
  const { state, endedAt } = session;
  return state !== 'ended' || endedAt === null ? null : Date.parse(endedAt) - beginOf(session);
}

/** Waiting is not running. */
function beginOf({ startedAt, created }: SessionSummary): number {
  return Date.parse(startedAt ?? created);
}

type Tone = 'run' | 'wait' | 'fail' | 'done';

/** fail: it went wrong by itself. An end somebody asked for is done, not failed. */
export function stateTone(session: SessionSummary): Tone {
  const { state, reason, exitCode, signal, waitingFor, tookOver } = session;
  if (tookOver !== null) return 'fail';
  if (state !== 'ended' && waitingFor !== null) return 'wait';
  if (state === 'running') return 'run';
  if (state === 'starting') return 'wait';
  if (reason === 'killed') return 'done';
  // A program in tmux, of whose end nobody knows how it went, is not said to have failed.
  const isWell = exitCode === 0 || exitCode === null;
  return reason === 'exit' && isWell && signal === null ? 'done' : 'fail';
}
