// How a session ended, in a sentence.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { lastedMs } from '../look/state.ts';
import { durationInWords } from '../look/time.ts';

export function endInWords(session: SessionSummary): string {
  const { reason, signal, exitCode, lostTo, startedAt, waitingFor } = session;
  if (reason === 'lost') return `${lostWords[lostTo ?? 'host']} Its log stays.`;
  if (reason === 'killed' && startedAt === null && waitingFor !== null) {
    return `Stopped on request while it waited for ${waitingFor}.`;
  }
  const lasted = lastedMs(session);
  const after = lasted === null ? '' : ` after ${durationInWords(lasted)}`;
  if (reason === 'killed') return `Stopped on request${after}.`;
  if (signal !== null) return `The program was stopped by ${signal}${after}.`;
  return `The program finished${after}, with exit code ${exitCode ?? '?'}.`;
}

const lostWords = {
  host: 'The process that held this session is gone, and its program with it.',
  reboot: 'The machine was restarted, and the program ended with it.',
};
