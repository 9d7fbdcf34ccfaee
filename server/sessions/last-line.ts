// The last thing a session said, for its card: one line of plain text from the end of its log, when
// that came, and the size it was drawn at. A glance, not an emulator: the screen's views know better.
import { open, stat } from 'node:fs/promises';
import { openOutputReader } from '../log/reader.ts';
import { listSegments, logPath, timelinePath } from '../log/segments.ts';
import { parseEntry } from '../log/timeline.ts';
import type { OwnedSize } from '../protocol/host.ts';

export interface LastOutput {
  /** Plain text of at most 200 characters; null when nothing visible was written. */
  readonly lastLine: string | null;
  /** The last few that are not blank, oldest first. */
  readonly lastLines: readonly string[];
  /** ISO time. */
  readonly lastOutputAt: string | null;
  readonly size: OwnedSize | null;
}

const tailBytes = 8 * 1024;
const blockBytes = 64 * 1024;
const maxCharacters = 200;
const maxLines = 5;
/** A cursor sent further right than any terminal is wide stays here. */
const maxColumns = 2000;

export async function lastOutput(outputDir: string): Promise<LastOutput> {
  const newest = (await listSegments(outputDir)).at(-1);
  if (newest === undefined) {
    return { lastLine: null, lastLines: [], lastOutputAt: null, size: null };
  }
  const [tail, lastOutputAt, size] = await Promise.all([
    readTail(outputDir),
    timeOfLastWrite(outputDir, newest),
    sizeInForce(outputDir, newest),
  ]);
  const lines = lastLines(tail);
  return { lastLine: lines.at(-1) ?? null, lastLines: lines, lastOutputAt, size };
}

async function readTail(outputDir: string): Promise<Buffer> {
  const reader = openOutputReader(outputDir);
  try {
    const { from, to } = await reader.bounds();
    const parts: Uint8Array[] = [];
    for (let at = Math.max(from, to - tailBytes); at < to; ) {
      const result = await reader.read(at, to - at);
      if (result.kind === 'end') break;
      if (result.kind === 'bytes') parts.push(result.bytes);
      at = result.kind === 'bytes' ? at + result.bytes.length : result.to;
    }
    return Buffer.concat(parts);
  } finally {
    await reader.close();
  }
}

/** By the file's own time: the timeline's marks are a second apart, and costly to read at length. */
async function timeOfLastWrite(outputDir: string, newest: number): Promise<string | null> {
  const file = await stat(logPath(outputDir, newest)).catch(() => null);
  return file === null || newest + file.size === 0 ? null : file.mtime.toISOString();
}

/**
 * The newest timeline's last size: every timeline opens with one. Read from its end in blocks; of one
 * that is far larger than it may be, no more than this.
 */
async function sizeInForce(outputDir: string, newest: number): Promise<OwnedSize | null> {
  const file = await open(timelinePath(outputDir, newest), 'r').catch(() => null);
  if (file === null) return null;
  try {
    const block = Buffer.allocUnsafe(blockBytes);
    let rest = '';
    for (let end = (await file.stat()).size, most = 32; end > 0 && most > 0; most--) {
      const start = Math.max(0, end - blockBytes);
      const { bytesRead } = await file.read(block, 0, end - start, start);
      const text = block.toString('latin1', 0, bytesRead) + rest;
      const whole = start === 0 ? 0 : text.indexOf('\n') + 1;
      const size = lastSize(Buffer.from(text.slice(whole), 'latin1').toString('utf8'));
      if (size !== null) return size;
      rest = text.slice(0, Math.min(whole, blockBytes));
      end = start;
    }
    return null;
  } finally {
    await file.close();
  }
}

function lastSize(text: string): OwnedSize | null {
  for (let end = text.lastIndexOf('\n'); end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    // Marks are most of a timeline and have one comma: not worth parsing.
    const entry = line.includes('"') ? parseEntry(line) : null;
    if (entry?.kind === 'size') return entry.size;
    end = start - 1;
  }
  return null;
}

const token =
  /\x1b\[([0-9;:<=>?]*)[ -/]*([@-~])|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\r\n\b\t]|[^\x00-\x1f\x7f-\x9f]/gu;

/** The last line of some output that is not blank: without escapes, after `\r` and the like. */
export function lastLine(output: Buffer): string | null {
  return lastLines(output).at(-1) ?? null;
}

function lastLines(output: Buffer): string[] {
  const found: string[] = [];
  let line: string[] = [];
  let column = 0;
  const endLine = (): void => {
    const text = readable(line);
    if (text !== '') found.push(text);
    if (found.length > maxLines) found.shift();
    line = [];
    column = 0;
  };
  for (const [text, parameters, final] of output.toString('utf8').matchAll(token)) {
    if (final !== undefined) {
      const count = Math.min(Number.parseInt(parameters || '1', 10) || 1, maxColumns);
      if (final === 'K') eraseInLine(line, column, parameters);
      else if (final === 'G') column = count - 1;
      else if (final === 'C') column += count;
      else if (final === 'D') column = Math.max(0, column - count);
      else if ('ABEFHJf'.includes(final)) endLine(); // Elsewhere on the screen.
    } else if (text === '\n') endLine();
    else if (text === '\r') column = 0;
    else if (text === '\b') column = Math.max(0, column - 1);
    else if (text === '\t') column += 8 - (column % 8);
    else if (!text.startsWith('\x1b')) line[column++] = text;
    column = Math.min(column, maxColumns);
  }
  endLine();
  return found;
}

function eraseInLine(line: string[], column: number, parameters: string | undefined): void {
  if (parameters === '2') line.length = 0;
  else if (parameters === '1') line.fill(' ', 0, column + 1);
  else if (line.length > column) line.length = column;
}

function readable(line: readonly string[]): string {
  // Columns that were skipped hold nothing: blanks.
  const text = Array.from(line, (character) => character ?? ' ').join('');
  return [...text.trim()].slice(0, maxCharacters).join('');
}
