// Turns whatever went wrong into the answer of the interface: {error: {code, message}} with a
// fitting status. Bugs are told to the log, not to the caller.
import type { ErrorRequestHandler } from 'express';
import * as z from 'zod';
import { Failure, failureBody } from '../../protocol/failure.ts';
import { shortageWords } from '../../screen/process/shortage.ts';
import { systemFailure } from '../../sessions/file-failure.ts';
import { isShortage } from '../shortage.ts';
import { issueWords } from './issue-words.ts';

/** `bug` gets what was not expected. */
export function answerErrors(bug: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) return next(error);
    const failure = asFailure(error);
    if (failure !== null) return void response.status(failure.status).json(failureBody(failure));
    bug(error);
    response.status(500).json({ error: bugBody });
  };
}

const bugBody = { code: 'bug', message: 'Internal error. See gateway.log.' };

/** A refused socket event's body, like `answerErrors`. */
export function errorBody(error: unknown, bug: (error: unknown) => void) {
  const failure = asFailure(error);
  if (failure !== null) return failureBody(failure);
  bug(error);
  return { error: bugBody };
}

function asFailure(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  if (error instanceof z.ZodError) return new Failure('bad-request', issueWords(error));
  if (isShortage(error)) return new Failure('machine-short', shortageWords(error));
  if (!(error instanceof Error)) return null;
  if (!('status' in error)) return systemFailure(error);
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return new Failure('too-large', '128 KiB');
  if (type === 'entity.parse.failed') return new Failure('not-json');
  // Express and its parsers: a broken escape in the address, an unknown encoding, a cut-off body.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Failure('bad-request', 'The request cannot be read. Check its address and headers.');
  }
  return null;
}
