// How a session ended, in a sentence.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { lastedMs } from '../look/state.ts';
import { durationInWords } from '../look/time.ts';

export function endInWords(session: SessionSummary): string {
  const { reason, signal, exitCode, lostTo, startedAt, waitingFor, tmux, tookOver } = session;
  if (tookOver !== null) {
    return 'The job did not begin: a start-up file of the shell ran another program in its place. The log shows what that printed.';
  }
  if (reason === 'lost' && tmux !== undefined && lostTo !== 'reboot') {
    return 'Outlive does not follow this pane of tmux any more. In tmux it may go on; its log stays.';
  }
  if (reason === 'lost') return `${lostWords[lostTo ?? 'host']} Its log stays.`;
  if (reason === 'killed' && startedAt === null && waitingFor !== null) {
    return `Stopped on request while it waited for ${waitingFor}.`;
  }
  const lasted = lastedMs(session);
  const after = lasted === null ? '' : ` after ${durationInWords(lasted)}`;
  if (reason === 'killed') return `Stopped on request${after}.`;
  if (signal !== null) return `The program was stopped by ${signal}${after}.`;
  const code = exitCode === null ? '' : `, with exit code ${exitCode}`;
  return `The program finished${after}${code}.`;
}

const lostWords = {
  host: 'The process that held this session is gone, and its program with it.',
  reboot: 'The machine was restarted, and the program ended with it.',
};
