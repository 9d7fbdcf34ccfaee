// The transcript's files: <first line, 12 digits>.lines and .index, cut into segments. Appending
// collects in memory until `flush`; reading flushes first. One owner; knows nothing of terminals.
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GrowingBytes } from './growing-bytes.ts';
import { cutTo, name, readRange, writeAt } from './line-disk.ts';
import { indexBytes, type Record, readEntry, writeEntry } from './record.ts';
import { markTrouble } from './trouble.ts';

export interface LineFilesLimits {
  readonly segmentBytes: number;
  readonly segmentLines: number;
  /** All segments together: beyond, the oldest go. */
  readonly totalBytes: number;
}

const MiB = 1024 * 1024;
export const defaultLineLimits: LineFilesLimits = {
  segmentBytes: 8 * MiB,
  segmentLines: 64 * 1024,
  totalBytes: 256 * MiB,
};

export interface Segment {
  /** The number of its first line. */
  readonly first: number;
  lines: number;
  bytes: number;
}

/** Where the files ended at some moment: what is behind it then is cut off. */
export type LinePosition = readonly (readonly [first: number, lines: number, bytes: number])[];

interface Piece {
  readonly segment: Segment;
  readonly lines: Buffer;
  readonly index: Buffer;
  /** Where in the files they belong. */
  readonly linesAt: number;
  readonly indexAt: number;
}

/** Index records in a row, see record.ts. `start`: the offset of the first one's line. */
export interface IndexStretch {
  readonly segment: Segment;
  readonly records: Buffer;
  readonly start: number;
}

export class LineFiles {
  readonly directory: string;
  readonly #limits: LineFilesLimits;
  readonly #segments: Segment[];
  /** Lines and index records of the last segment that are not on disk yet. */
  readonly #pendingLines = new GrowingBytes();
  readonly #pendingIndex = new GrowingBytes();
  /** Pieces being written, or waiting for it, oldest first. */
  readonly #handed: Piece[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, segments: Segment[], limits: LineFilesLimits) {
    this.directory = directory;
    this.#segments = segments;
    this.#limits = limits;
  }

  /** Opens the files as they were at `position`; throws when they are shorter than that. */
  static async open(
    directory: string,
    position: LinePosition,
    limits = defaultLineLimits,
  ): Promise<LineFiles> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const files = (await readdir(directory)).filter((file) => /^\d{12}\.(lines|index)$/.test(file));
    const segments = withoutGone(position, new Set(files));
    const kept = new Set(
      segments.flatMap(({ first }) => [name(first, 'lines'), name(first, 'index')]),
    );
    for (const file of files) if (!kept.has(file)) await rm(join(directory, file));
    for (const segment of segments) {
      await cutTo(join(directory, name(segment.first, 'lines')), segment.bytes);
      await cutTo(join(directory, name(segment.first, 'index')), segment.lines * indexBytes);
    }
    return new LineFiles(directory, segments, limits);
  }

  /**
   * Reads the files as they were at `position`, while another process may write behind it. Null when
   * they are shorter than that.
   */
  static async peek(directory: string, position: LinePosition): Promise<LineFiles | null> {
    const files = await readdir(directory).catch(() => []);
    const segments = withoutGone(position, new Set(files));
    for (const { first, bytes, lines } of segments) {
      const sizes = [name(first, 'lines'), name(first, 'index')].map((file) =>
        stat(join(directory, file)).then(
          ({ size }) => size,
          () => -1,
        ),
      );
      const [text = -1, index = -1] = await Promise.all(sizes);
      if (text < bytes || index < lines * indexBytes) return null;
    }
    return new LineFiles(directory, segments, defaultLineLimits);
  }

  /** For reading where there is nothing to read. */
  static none(directory: string): LineFiles {
    return new LineFiles(directory, [], defaultLineLimits);
  }

  get firstLine(): number {
    return this.#segments[0]?.first ?? 0;
  }

  /** The number that the next line gets. */
  get endLine(): number {
    const last = this.#segments.at(-1);
    return last === undefined ? 0 : last.first + last.lines;
  }

  get position(): LinePosition {
    return this.#segments.map(({ first, lines, bytes }) => [first, lines, bytes]);
  }

  get pendingBytes(): number {
    return this.#pendingLines.length;
  }

  /** Bytes of lines that are not on disk. */
  get waitingBytes(): number {
    return this.#handed.reduce((sum, { lines }) => sum + lines.length, this.pendingBytes);
  }

  append(record: Record): void {
    const segment = this.#segmentFor(record.length + 1);
    const length = record.length + 1;
    const line = this.#pendingLines.grow(length);
    record.bytes.copy(line.buffer, line.at, 0, record.length);
    line.buffer[line.at + length - 1] = 0x0a;
    segment.bytes += length;
    segment.lines += 1;
    const entry = this.#pendingIndex.grow(indexBytes);
    writeEntry(record, segment.bytes, entry.buffer, entry.at);
  }

  /** Everything appended is on disk then. */
  flush(): Promise<void> {
    return this.#inTurn(() => this.#write());
  }

  /** Index records from line `from` on, at most `count`, as many as there are in its segment. */
  index(from: number, count: number): Promise<IndexStretch | null> {
    return this.#inTurn(async () => {
      // Lines that are appended while this is written are not on disk yet.
      const end = this.endLine;
      await this.#write();
      const segment = this.#segments.findLast(({ first }) => first <= from);
      if (segment === undefined) return null;
      const most = Math.min(count, end - from, segment.first + segment.lines - from);
      if (most <= 0) return null;
      // One more, before the first, tells where the first line starts.
      const before = from > segment.first ? 1 : 0;
      const at = (from - segment.first - before) * indexBytes;
      const bytes = await readRange(this.#path(segment, 'index'), at, (most + before) * indexBytes);
      const start = before === 1 ? readEntry(bytes, 0).end : 0;
      return { segment, records: bytes.subarray(before * indexBytes), start };
    });
  }

  /** Bytes [from, to) of a segment's lines. */
  text(segment: Segment, from: number, to: number): Promise<Buffer> {
    return this.#inTurn(() => readRange(this.#path(segment, 'lines'), from, to - from));
  }

  /** Nothing is being written any more. */
  async idle(): Promise<void> {
    await this.#turn;
  }

  #segmentFor(bytes: number): Segment {
    const last = this.#segments.at(-1);
    const { segmentBytes, segmentLines } = this.#limits;
    if (
      last !== undefined &&
      last.lines < segmentLines &&
      (last.lines === 0 || last.bytes + bytes <= segmentBytes)
    ) {
      return last;
    }
    // What waits belongs to the segment before: it is written under its own name.
    if (last !== undefined && this.pendingBytes > 0) this.#hand(last);
    const segment = { first: this.endLine, lines: 0, bytes: 0 };
    this.#segments.push(segment);
    return segment;
  }

  /** Takes what was collected as one piece to be written, at its place in the segment's files. */
  #hand(segment: Segment): void {
    const lines = this.#pendingLines.take();
    const index = this.#pendingIndex.take();
    const linesAt = segment.bytes - lines.length;
    markTrouble(lines, linesAt, index);
    this.#handed.push({
      ...{ segment, lines, index, linesAt },
      indexAt: segment.lines * indexBytes - index.length,
    });
  }

  /** What could not be written stays, to be tried again in the same place. */
  async #write(): Promise<void> {
    const last = this.#segments.at(-1);
    if (last !== undefined && this.pendingBytes > 0) this.#hand(last);
    const some = this.#handed.length > 0;
    for (let piece = this.#handed[0]; piece !== undefined; piece = this.#handed[0]) {
      await writeAt(this.#path(piece.segment, 'lines'), piece.lines, piece.linesAt);
      await writeAt(this.#path(piece.segment, 'index'), piece.index, piece.indexAt);
      this.#handed.shift();
    }
    if (some) await this.#retain();
  }

  async #retain(): Promise<void> {
    let total = this.#segments.reduce(
      (sum, { bytes, lines }) => sum + bytes + lines * indexBytes,
      0,
    );
    while (total > this.#limits.totalBytes && this.#segments.length > 1) {
      const gone = this.#segments.shift();
      if (gone === undefined) return;
      total -= gone.bytes + gone.lines * indexBytes;
      // The index first: without it the lines are not looked for.
      await rm(this.#path(gone, 'index'), { force: true });
      await rm(this.#path(gone, 'lines'), { force: true });
    }
  }

  #path({ first }: Segment, kind: 'lines' | 'index'): string {
    return join(this.directory, name(first, kind));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/** The oldest segments may have gone since the position was noted. */
function withoutGone(position: LinePosition, files: ReadonlySet<string>): Segment[] {
  const there = position.findIndex(([first]) => files.has(name(first, 'index')));
  const left = there < 0 ? position.slice(-1) : position.slice(there);
  return left.map(([first, lines, bytes]) => ({ first, lines, bytes }));
}
