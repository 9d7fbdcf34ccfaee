// What happened when: a timeline beside each segment, JSON lines, each an array.
//
//   [offset, time, cols, rows, owner]   the size that bytes from `offset` on are drawn at;
//                                       every timeline opens with the size in force
//   [offset, time]                      a mark: the byte at `offset` arrived at `time`
//   [offset, time, {exitCode, signal, reason}]   the program's end
//
// `time` is in milliseconds since 1970. A line is in the file before the bytes it speaks of are in
// the log, so a reader that takes the log's length first misses none. A torn last line is not read.
import { open, stat } from 'node:fs/promises';
import { type OwnedSize, parseOwnedSize } from '../protocol/host.ts';
import { type ExitRecord, parseExitRecord } from '../protocol/session.ts';
import { listSegments, timelinePath } from './segments.ts';

export type TimelineEntry =
  | { readonly kind: 'mark'; readonly offset: number; readonly time: number }
  | {
      readonly kind: 'size';
      readonly offset: number;
      readonly time: number;
      readonly size: OwnedSize;
    }
  | {
      readonly kind: 'exit';
      readonly offset: number;
      readonly time: number;
      readonly exit: ExitRecord;
    };

/** One entry's line, newline included. */
export function formatEntry(entry: TimelineEntry): string {
  const { offset, time } = entry;
  switch (entry.kind) {
    case 'mark':
      return `${JSON.stringify([offset, time])}\n`;
    case 'size': {
      const { cols, rows, owner } = entry.size;
      return `${JSON.stringify([offset, time, cols, rows, owner])}\n`;
    }
    case 'exit': {
      const { exitCode, signal, reason } = entry.exit;
      return `${JSON.stringify([offset, time, { exitCode, signal, reason }])}\n`;
    }
  }
}

/** One line's entry, null for a line that is none: a damaged line hides itself, not the rest. */
export function parseEntry(line: string): TimelineEntry | null {
  const fields = parseArray(line);
  const [offset, time, third, rows, owner] = fields;
  if (!Number.isSafeInteger(offset) || typeof time !== 'number') return null;
  const at = { offset: offset as number, time };
  if (fields.length === 2) return { kind: 'mark', ...at };
  if (fields.length === 5) {
    const size = parseOwnedSize({ cols: third, rows, owner });
    return size && { kind: 'size', ...at, size };
  }
  const exit = parseExitRecord({ ...(third as object), endedAt: time, offset });
  return exit && { kind: 'exit', ...at, exit };
}

/** Part of a timeline. `more`: there is more to read already. */
export interface TimelineBatch {
  readonly entries: readonly TimelineEntry[];
  readonly more: boolean;
}

/** Read at once: months of progress make timelines that nobody wants to hold whole. */
const batchBytes = 64 * 1024;

/**
 * Reads a session's timeline as it grows, in batches. The first ones give every entry from the segment
 * that holds `fromOffset` on, opening with the size in force there; each later one what has come since.
 */
export class TimelineReader {
  readonly #directory: string;
  readonly #fromOffset: number;
  /** The segment being read, and how many bytes of its timeline have been. */
  #segment: number | null = null;
  #bytesRead = 0;

  constructor(directory: string, fromOffset = 0) {
    this.#directory = directory;
    this.#fromOffset = fromOffset;
  }

  /** The next batch; neither entries nor more when there is nothing new. */
  async read(): Promise<TimelineBatch> {
    const segments = await listSegments(this.#directory);
    this.#segment ??= segments.findLast((from) => from <= this.#fromOffset) ?? segments[0] ?? null;
    if (this.#segment === null) return { entries: [], more: false };
    const { lines, more } = await this.#readOn(this.#segment);
    const entries = lines.map(parseEntry).filter((entry) => entry !== null);
    if (more) return { entries, more };
    // Whatever follows in this one was there before the next one's name was.
    const current = this.#segment;
    const next = segments.find((from) => from > current);
    if (next === undefined) return { entries, more: false };
    this.#segment = next;
    this.#bytesRead = 0;
    return { entries, more: true };
  }

  /** Batches up to what is there now. */
  async *batches(): AsyncGenerator<readonly TimelineEntry[]> {
    for (let more = true; more; ) {
      const batch = await this.read();
      yield batch.entries;
      more = batch.more;
    }
  }

  async #readOn(segment: number): Promise<{ lines: string[]; more: boolean }> {
    const bytes = await readFrom(timelinePath(this.#directory, segment), this.#bytesRead);
    const isFull = bytes.length === batchBytes;
    const end = bytes.lastIndexOf(0x0a) + 1;
    // A line as long as that is damage.
    const whole = bytes.subarray(0, end === 0 && isFull ? bytes.length : end);
    this.#bytesRead += whole.length;
    return { lines: whole.toString('utf8').split('\n'), more: isFull };
  }
}

function parseArray(line: string): unknown[] {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** What a file holds from a position on, a batch at most; nothing when retention has just taken it. */
async function readFrom(path: string, position: number): Promise<Buffer> {
  // Asked for again and again by whoever follows: mostly there is nothing new.
  const size = await stat(path).then(({ size }) => size, ifGone);
  const file = size === null || size <= position ? null : await open(path, 'r').catch(ifGone);
  if (file === null || size === null) return Buffer.alloc(0);
  try {
    const buffer = Buffer.allocUnsafe(Math.min(batchBytes, size - position));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function ifGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
