// How a session ended, in a sentence.
import type { SessionSummary } from '../../server/protocol/session.ts';
import { durationInWords } from '../look/time.ts';

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
