// GET .../log: a session's output, raw, or the end of it as plain lines.
import { stripVTControlCharacters } from 'node:util';
import type { Response } from 'express';
import * as z from 'zod';
import { type OutputReader, openOutputReader } from '../../log/reader.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { Reply } from './routes.ts';

const logQuery = z.strictObject({
  raw: z.literal('1').optional(),
  tail: z.coerce.number().int().min(1).max(100_000).optional(),
});

const defaultTail = 1000;
/** Lines are looked for in this much of the log's end. */
const tailBytes = 1024 * 1024;
const chunkBytes = 64 * 1024;

export function sendLog({ outputDir }: SessionEntry, query: unknown): Reply {
  const { raw, tail = defaultTail } = logQuery.parse(query);
  const send =
    raw === undefined
      ? (response: Response) => sendTail(outputDir, tail, response)
      : (response: Response) => sendRaw(outputDir, response);
  const type = raw === undefined ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  return { status: 200, type, send };
}

async function sendRaw(outputDir: string, response: Response): Promise<void> {
  const reader = openOutputReader(outputDir);
  try {
    const { to } = await reader.bounds();
    for await (const bytes of readRange(reader, 0, to)) {
      if (response.closed) return;
      if (!response.write(bytes)) await drained(response);
    }
    response.end();
  } finally {
    await reader.close();
  }
}

async function sendTail(outputDir: string, lines: number, response: Response): Promise<void> {
  const reader = openOutputReader(outputDir);
  try {
    const { to } = await reader.bounds();
    const parts: Uint8Array[] = [];
    const from = Math.max(0, to - tailBytes);
    for await (const bytes of readRange(reader, from, to)) parts.push(bytes);
    const text = plainLines(Buffer.concat(parts).toString());
    // The first line of a part is the end of one.
    const whole = from === 0 ? text : text.slice(1);
    response.end(
      whole
        .slice(-lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
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

/** Without escape sequences, each line as the last `\r` left it. */
function plainLines(text: string): string[] {
  const lines = stripVTControlCharacters(text).replace(/\r+\n/g, '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.slice(line.lastIndexOf('\r') + 1));
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
