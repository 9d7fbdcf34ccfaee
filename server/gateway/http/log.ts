// GET .../log: a session's log as plain lines, by number or from its end, or its output as it was
// written. Sent in stretches as they are read: nothing here holds a whole log.
import type { Response } from 'express';
import * as z from 'zod';
import { type OutputReader, openOutputReader } from '../../log/reader.ts';
import { Failure } from '../../protocol/failure.ts';
import { JoinedLines } from '../../protocol/log-view.ts';
import type { SessionLogView } from '../../screen/session-log-view.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { LiveSession } from '../board/live-session.ts';
import type { Reply } from './routes.ts';

/** The part of `Views` that a log is read by. */
export interface LogViews {
  log(id: string, options?: { patienceMs?: number }): SessionLogView;
}

const line = wholeNumber(/^\d{1,15}$/, 'must be a whole number, 0 or more');
const lines = wholeNumber(/^0*[1-9]\d{0,14}$/, 'must be a whole number, 1 or more');
const logQuery = z
  .strictObject({ raw: z.literal('1'), tail: lines, from: line, to: line })
  .partial()
  .refine(isOneStretch, 'may ask by "raw", by "tail" or by "from" with "to", one of them');

function wholeNumber(digits: RegExp, words: string) {
  return z.string().regex(digits, words).transform(Number);
}

function isOneStretch(query: { raw?: unknown; tail?: unknown; from?: unknown; to?: unknown }) {
  const { raw, tail, from, to } = query;
  const ways = [raw, tail, from].filter((each) => each !== undefined);
  return to === undefined ? ways.length <= 1 : ways.length === 1 && from !== undefined;
}

/** What one question to the view process is answered with at most. */
const stretchLines = 2000;
const chunkBytes = 64 * 1024;
/** A flood may be ahead of what is worked out for as long as it lasts. */
const patienceMs = 10_000;

/** `session` is null for another machine's: its lines are for its own gateway to tell. */
export function sendLog(
  { entry, session, views }: { entry: SessionEntry; session: LiveSession | null; views: LogViews },
  query: unknown,
): Reply {
  const wanted = logQuery.parse(query);
  if (wanted.raw !== undefined) {
    const send = (response: Response) => sendRaw(entry.outputDir, response);
    return { status: 200, type: 'application/octet-stream', send };
  }
  if (session === null) throw new Failure('other-machine', entry.machine);
  return {
    status: 200,
    type: 'text/plain; charset=utf-8',
    send: (response) => sendLines({ session, views, wanted }, response),
  };
}

interface LinesWanted {
  readonly session: LiveSession;
  readonly views: LogViews;
  readonly wanted: Pick<z.infer<typeof logQuery>, 'tail' | 'from' | 'to'>;
}

async function sendLines(
  { session, views, wanted }: LinesWanted,
  response: Response,
): Promise<void> {
  try {
    await session.readingLog();
    const log = views.log(session.id, { patienceMs });
    // Those before the end are there, however far a flood is ahead.
    const there = views.log(session.id, { patienceMs: 0 });
    const isThere = wanted.to !== undefined && wanted.to <= (await there.end()).endLine;
    const { endLine, open, lastFrom } = await (isThere ? there : log)
      .end(wanted.tail)
      .catch((error) => {
        throw session.isGone ? new Failure('no-session', session.summary.name) : error;
      });
    const end = endLine + open.length;
    const from = wanted.from ?? (wanted.tail === undefined ? 0 : lastFrom);
    const joined = new JoinedLines();
    const to = Math.min(end, wanted.to ?? end);
    for (let at = from; at < Math.min(to, endLine) && !response.closed; ) {
      const most = Math.min(to, endLine, at + stretchLines);
      let stretch = await there.plainLines(at, most);
      // Unless another view process has taken over, and is not that far yet.
      if (stretch.lines.length === 0 && stretch.from < most)
        stretch = await log.plainLines(at, most);
      if (stretch.lines.length === 0) break;
      at = stretch.from + stretch.lines.length;
      const lines = stretch.lines.slice(0, Math.max(0, most - stretch.from));
      await write(response, joined.push(lines));
    }
    const shown = open.slice(Math.max(0, from - endLine), Math.max(0, to - endLine));
    await write(response, joined.push(shown) + joined.end());
    response.end();
  } finally {
    session.leftLog();
  }
}

async function write(response: Response, text: string): Promise<void> {
  if (text !== '' && !response.write(text)) await drained(response);
}

async function sendRaw(outputDir: string, response: Response): Promise<void> {
  const reader = openOutputReader(outputDir);
  try {
    const { to } = await reader.bounds();
    response.setHeader('Outlive-Missing-Bytes', await reader.missingBytes());
    for await (const bytes of readRange(reader, 0, to)) {
      if (response.closed) return;
      if (!response.write(bytes)) await drained(response);
    }
    response.end();
  } finally {
    await reader.close();
  }
}

/** What is there of [from, to): gaps are passed over. */
async function* readRange(reader: OutputReader, from: number, to: number) {
  for (let at = from; at < to; ) {
    const next = await reader.read(at, Math.min(chunkBytes, to - at));
    if (next.kind === 'end') return;
    if (next.kind === 'bytes') yield next.bytes;
    at = next.kind === 'bytes' ? at + next.bytes.length : next.to;
  }
}

/** Resolves when more can be written, or nobody reads any more. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
}
