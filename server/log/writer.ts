// The one writer of a session's output log. Never blocks and never fails at the program's cost:
// what a full or hung disk does not take is lost, counted, and leaves a hole that readers see.
// Knows bytes and offsets; what the bytes mean is nobody's business here.
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import type { OwnedSize } from '../protocol/host.ts';
import type { ExitRecord } from '../protocol/session.ts';
import { exitRecordPath, formatExitRecord, writeExitRecord } from './exit-record.ts';
import { defaultLimits, type LogLimits } from './limits.ts';
import { PromptDisk } from './prompt-disk.ts';
import { removeSegment, SegmentWriter } from './segment-writer.ts';
import { within } from './within.ts';
import { type Step, WriteQueue } from './write-queue.ts';

export interface OutputWriterOptions {
  /** The session's `output` folder; made if need be, with no log in it yet. */
  readonly directory: string;
  readonly size: OwnedSize;
  /** The log holds [from, from + bytes.length) now. Use `bytes` before this returns: they are reused. */
  readonly onCommitted: (from: number, bytes: Uint8Array) => void;
  /** [from, to) will never be in the log. */
  readonly onLost: (from: number, to: number) => void;
  readonly limits?: Partial<LogLimits>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds of a clock that only goes on, unlike the time of day. */
  readonly elapsed?: () => number;
}

/** Starts a session's log. Throws what the file system says when there is no room even for that. */
export async function openOutputWriter(options: OutputWriterOptions): Promise<OutputWriter> {
  const { directory, size, now = Date.now } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const exitFile = await open(exitRecordPath(directory), 'wx', 0o600);
  try {
    await exitFile.writeFile(formatExitRecord(null));
    const first = await SegmentWriter.create(directory, {
      kind: 'size',
      offset: 0,
      time: now(),
      size,
    });
    return new OutputWriter(options, { first, exitFile, disk: await PromptDisk.of(directory) });
  } catch (error) {
    await exitFile.close();
    throw error;
  }
}

type Run = Extract<Step, { kind: 'run' }>;
type Note = Extract<Step, { kind: 'note' }>['entry'];

export class OutputWriter {
  readonly #options: OutputWriterOptions;
  readonly #limits: LogLimits;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #exitFile: FileHandle;
  readonly #disk: PromptDisk;
  readonly #queue = new WriteQueue();
  /** Closed segments of this session that are still on disk, oldest first. */
  readonly #closed: { readonly from: number; readonly bytes: number }[] = [];
  readonly #background = new Set<Promise<void>>();
  readonly #syncTimer: NodeJS.Timeout;
  /** Null while the disk takes nothing. */
  #segment: SegmentWriter | null;
  /** The size that the next byte written is drawn at. */
  #size: OwnedSize;
  #offset = 0;
  #lastMark = Number.NEGATIVE_INFINITY;
  #writingBytes = 0;
  /** As `elapsed` has it: the time of day may jump back by hours, and all output would be lost. */
  #retryAt = 0;
  #isWorking = false;
  #working: Promise<void> = Promise.resolve();

  constructor(
    options: OutputWriterOptions,
    { first, exitFile, disk }: { first: SegmentWriter; exitFile: FileHandle; disk: PromptDisk },
  ) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#now = options.now ?? Date.now;
    this.#elapsed = options.elapsed ?? (() => performance.now());
    this.#exitFile = exitFile;
    this.#disk = disk;
    this.#segment = first;
    this.#size = options.size;
    this.#syncTimer = setInterval(() => void this.#segment?.sync(), this.#limits.syncEveryMs);
    this.#syncTimer.unref();
  }

  /** The offset behind the last byte taken, whether it is written, waits, or is lost. */
  get offset(): number {
    return this.#offset;
  }

  /** Output taken that is not on disk yet. */
  get waitingBytes(): number {
    return this.#queue.bytes + this.#writingBytes;
  }

  /** Takes a copy of `bytes`, to be written as soon as the disk allows. */
  append(bytes: Uint8Array): void {
    const from = this.#offset;
    this.#offset += bytes.length;
    if (this.waitingBytes + bytes.length > this.#limits.inFlightBytes) {
      this.#options.onLost(from, this.#offset);
      return;
    }
    const time = this.#now();
    if (Math.abs(time - this.#lastMark) >= this.#limits.markEveryMs) {
      this.#lastMark = time;
      this.#queue.note({ kind: 'mark', offset: from, time });
    }
    this.#queue.push(from, bytes);
    this.#work();
  }

  /** Bytes appended from now on are drawn at `size`. Returns the offset they start at. */
  resize(size: OwnedSize): number {
    this.#queue.note({ kind: 'size', offset: this.#offset, time: this.#now(), size });
    this.#work();
    return this.#offset;
  }

  /**
   * Writes what waits, then how it ended: that much even if the disk takes nothing else. A disk that
   * refuses even that, or hangs, keeps nobody waiting for ever.
   */
  async end(how: Omit<ExitRecord, 'offset'>): Promise<ExitRecord> {
    clearInterval(this.#syncTimer);
    const exit: ExitRecord = { ...how, offset: this.#offset };
    this.#queue.note({ kind: 'exit', offset: this.#offset, time: how.endedAt, exit });
    this.#work();
    const { endWithinMs } = this.#limits;
    await within(endWithinMs, this.#working);
    await within(endWithinMs, writeExitRecord(this.#exitFile, exit, this.#limits));
    // Told before it is safe from a power cut: a slow disk must not make it look as if it ran on.
    this.#inBackground(this.#segment?.close());
    this.#inBackground(this.#exitFile.datasync().then(() => this.#exitFile.close()));
    await within(endWithinMs, Promise.all(this.#background));
    return exit;
  }

  #work(): void {
    if (!this.#isWorking) this.#working = this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    this.#isWorking = true;
    for (let step = this.#queue.shift(); step !== null; step = this.#queue.shift()) {
      if (step.kind === 'note') await this.#writeNote(step.entry);
      else await this.#writeRun(step);
    }
    // In the same turn: whatever is appended from here on starts anew.
    this.#isWorking = false;
  }

  async #writeNote(entry: Note): Promise<void> {
    if (entry.kind === 'size') this.#size = entry.size;
    await this.#segment?.note(entry).catch(() => this.#giveUpSegment());
  }

  async #writeRun(run: Run): Promise<void> {
    const { from, bytes } = run;
    this.#writingBytes = bytes.length;
    let to = from;
    try {
      const segment = await this.#segmentFor(from, bytes.length);
      if (segment !== null) {
        await this.#appendTo(segment, bytes).catch(() => this.#giveUpSegment());
        to = segment.to;
      }
    } catch {
      this.#retryAt = this.#elapsed() + this.#limits.retryAfterMs;
    }
    this.#writingBytes = 0;
    if (to > from) this.#options.onCommitted(from, bytes.subarray(0, to - from));
    if (to < from + bytes.length) this.#options.onLost(to, from + bytes.length);
    this.#queue.release(run);
  }

  async #appendTo(segment: SegmentWriter, bytes: Uint8Array): Promise<void> {
    const atOnce = this.#disk.takesAtOnce(bytes.length);
    const begun = atOnce ? performance.now() : 0;
    await segment.append(bytes, { atOnce });
    if (atOnce) this.#disk.took(performance.now() - begun);
  }

  /** The segment that takes bytes at `from`; null while the disk is left alone after a failure. */
  async #segmentFor(from: number, length: number): Promise<SegmentWriter | null> {
    const open = this.#segment;
    if (open !== null) {
      const full = open.to - open.from + length > this.#limits.segmentBytes && open.to > open.from;
      if (open.to === from && !full && open.timelineBytes < this.#limits.timelineBytes) return open;
      this.#closeSegment(open);
    } else if (this.#elapsed() < this.#retryAt) return null;
    this.#segment = await SegmentWriter.create(this.#options.directory, {
      kind: 'size',
      offset: from,
      time: this.#now(),
      size: this.#size,
    });
    return this.#segment;
  }

  #giveUpSegment(): void {
    if (this.#segment !== null) this.#closeSegment(this.#segment);
    this.#retryAt = this.#elapsed() + this.#limits.retryAfterMs;
  }

  #closeSegment(segment: SegmentWriter): void {
    this.#segment = null;
    const bytes = segment.to - segment.from + segment.timelineBytes;
    if (segment.to > segment.from) this.#closed.push({ from: segment.from, bytes });
    this.#inBackground(segment.close().then(() => this.#retain()));
  }

  /** Keeps to the session's cap: the first and the newest stay, what goes is the middle, oldest first. */
  async #retain(): Promise<void> {
    let total = this.#closed.reduce(
      (sum, segment) => sum + segment.bytes,
      this.#limits.segmentBytes,
    );
    while (total > this.#limits.sessionBytes) {
      const [gone] = this.#closed.splice(1, 1);
      if (gone === undefined) return;
      total -= gone.bytes;
      await removeSegment(this.#options.directory, gone.from);
    }
  }

  #inBackground(work: Promise<void> | undefined): void {
    if (work === undefined) return;
    const settled = work.catch(() => {}).finally(() => this.#background.delete(settled));
    this.#background.add(settled);
  }
}
