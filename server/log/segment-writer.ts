// One segment being written: its log and its timeline. Knows nothing of queues, gaps or retention.
import { close, fdatasync, ftruncate, open, unlink, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { logPath, timelinePath } from './segments.ts';
import { formatEntry, type TimelineEntry } from './timeline.ts';

const openFile = promisify(open);
const closeFile = promisify(close);
const syncFile = promisify(fdatasync);
const removeFile = promisify(unlink);
const truncateFile = promisify(ftruncate);
const writeFile = promisify(write);

/** A write that stopped half way; `written` bytes of it are in the file. */
export class ShortWrite extends Error {
  readonly written: number;

  constructor(written: number, cause: unknown) {
    super('a write to the output log failed', { cause });
    this.written = written;
  }
}

export class SegmentWriter {
  readonly from: number;
  readonly #directory: string;
  readonly #log: number;
  readonly #timeline: number;
  #logBytes = 0;
  #timelineBytes = 0;
  #dirty = false;

  private constructor(directory: string, from: number, log: number, timeline: number) {
    this.#directory = directory;
    this.from = from;
    this.#log = log;
    this.#timeline = timeline;
  }

  /** Makes both files, the timeline first: a log file without one would have no size. */
  static async create(directory: string, opening: TimelineEntry): Promise<SegmentWriter> {
    const from = opening.offset;
    const timeline = await openFile(timelinePath(directory, from), 'ax', 0o600);
    let log: number;
    try {
      await writeWhole(timeline, Buffer.from(formatEntry(opening)));
      log = await openFile(logPath(directory, from), 'ax', 0o600);
    } catch (error) {
      await closeFile(timeline);
      await removeFile(timelinePath(directory, from)).catch(() => {});
      throw error;
    }
    const segment = new SegmentWriter(directory, from, log, timeline);
    segment.#timelineBytes = formatEntry(opening).length;
    return segment;
  }

  /** The offset behind the last byte written. */
  get to(): number {
    return this.from + this.#logBytes;
  }

  get timelineBytes(): number {
    return this.#timelineBytes;
  }

  /**
   * Throws ShortWrite; the bytes before the failure count. `atOnce`: on a disk that is known to
   * answer, a few bytes are written without the detour over another thread.
   */
  async append(bytes: Uint8Array, { atOnce = false } = {}): Promise<void> {
    this.#dirty = true;
    try {
      if (atOnce) writeWholeNow(this.#log, bytes);
      else await writeWhole(this.#log, bytes);
      this.#logBytes += bytes.length;
    } catch (error) {
      if (error instanceof ShortWrite) this.#logBytes += error.written;
      throw error;
    }
  }

  /** Adds a line to the timeline. A half-written one is taken back. */
  async note(entry: TimelineEntry): Promise<void> {
    const line = Buffer.from(formatEntry(entry));
    try {
      await writeWhole(this.#timeline, line);
      this.#timelineBytes += line.length;
    } catch (error) {
      await truncateFile(this.#timeline, this.#timelineBytes).catch(() => {});
      throw error;
    }
  }

  async sync(): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    await syncFile(this.#log).catch(() => {});
  }

  /** Syncs and closes; a segment that got no byte leaves no file behind. */
  async close(): Promise<void> {
    await this.sync();
    await Promise.all([closeFile(this.#log), closeFile(this.#timeline)]);
    if (this.#logBytes === 0 && this.from > 0) await removeSegment(this.#directory, this.from);
  }
}

/** Removes a segment, the log first: without it nobody looks for the timeline. */
export async function removeSegment(directory: string, from: number): Promise<void> {
  await removeFile(logPath(directory, from)).catch(() => {});
  await removeFile(timelinePath(directory, from)).catch(() => {});
}

async function writeWhole(fd: number, bytes: Uint8Array): Promise<void> {
  let at = 0;
  try {
    // A disk that is nearly full takes a part first and refuses the rest at the next try.
    while (at < bytes.length)
      at += (await writeFile(fd, bytes, at, bytes.length - at)).bytesWritten;
  } catch (error) {
    throw new ShortWrite(at, error);
  }
}

function writeWholeNow(fd: number, bytes: Uint8Array): void {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at);
  } catch (error) {
    throw new ShortWrite(at, error);
  }
}
