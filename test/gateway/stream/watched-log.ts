// A real output log whose bytes tell their own offset, the feed that follows it as a host's
// connection would, and a page that checks every message it gets.

import { Feed } from '../../../server/gateway/stream/feed.ts';
import { Viewer, type ViewerSink } from '../../../server/gateway/stream/viewer.ts';
import type { LogLimits } from '../../../server/log/limits.ts';
import { type OutputWriter, openOutputWriter } from '../../../server/log/writer.ts';
import { maxInlineOutput, type OwnedSize } from '../../../server/protocol/host.ts';
import type { ScreenSnapshot } from '../../../server/protocol/page.ts';
import { testFolder } from '../state.ts';

export const firstSize: OwnedSize = { cols: 100, rows: 30, owner: '' };

/** What stands at an offset: bytes out of place are noticed. */
export function byteAt(offset: number): number {
  return Math.imul(offset, 0x9e3779b1) >>> 24;
}

interface Progress {
  committed: number;
  wake: (() => void) | null;
}

export class WatchedLog {
  readonly writer: OutputWriter;
  readonly feed: Feed;
  readonly #idle: Progress;
  size = firstSize;
  readonly #sizes = [{ offset: 0, size: firstSize }];
  /** How far behind the log's end snapshots are taken. */
  lag = 0;
  snapshots = 0;

  private constructor(writer: OutputWriter, feed: Feed, idle: Progress) {
    this.writer = writer;
    this.feed = feed;
    this.#idle = idle;
  }

  static async open(limits: Partial<LogLimits> = {}): Promise<WatchedLog> {
    const directory = `${await testFolder()}/output`;
    const feed = new Feed(directory);
    const idle: Progress = { committed: 0, wake: null };
    const noticed = (from: number, to: number, bytes: Uint8Array | null) => {
      feed.output(from, to, bytes);
      idle.committed = to;
      idle.wake?.();
    };
    const writer = await openOutputWriter({
      directory,
      size: firstSize,
      limits,
      onCommitted: (from, bytes) =>
        noticed(from, from + bytes.length, bytes.length <= maxInlineOutput ? bytes.slice() : null),
      onLost: (from, to) => noticed(from, to, null),
    });
    return new WatchedLog(writer, feed, idle);
  }

  /** Writes `length` bytes without waiting for the disk. */
  append(length: number): void {
    const from = this.writer.offset;
    this.writer.append(Uint8Array.from({ length }, (_, i) => byteAt(from + i)));
  }

  resize(cols: number): void {
    this.#sized({ cols, rows: 30, owner: `c${cols}` });
  }

  /** The size stays, and is somebody else's. */
  rename(owner: string): void {
    this.#sized({ ...this.size, owner });
  }

  #sized(size: OwnedSize): void {
    this.size = size;
    const offset = this.writer.resize(this.size);
    this.#sizes.push({ offset, size: this.size });
    this.feed.resized(offset, this.size);
  }

  /** Resolves when all that was written is in the log and noticed. */
  async settled(): Promise<void> {
    while (this.#idle.committed < this.writer.offset) {
      await new Promise<void>((resolve) => {
        this.#idle.wake = resolve;
      });
    }
    // As in a host, what comes next comes with another turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }

  async end(): Promise<void> {
    const { offset } = await this.writer.end({
      exitCode: 0,
      signal: null,
      reason: 'exit',
      endedAt: 1,
    });
    this.feed.finish(offset);
  }

  readonly screen = async (): Promise<ScreenSnapshot> => {
    this.snapshots++;
    const offset = Math.max(0, this.feed.end - this.lag);
    const size = this.#sizes.findLast((one) => one.offset <= offset)?.size ?? firstSize;
    return { offset, size, data: new Uint8Array(100), title: '' };
  };

  viewer(sink: ViewerSink, now?: () => number): Viewer {
    const bug = (error: unknown) => {
      throw error;
    };
    const parts = { feed: this.feed, screen: this.screen, sink, bug };
    return new Viewer(now === undefined ? parts : { ...parts, now });
  }
}

/** A page: keeps what it got, paints when told to, and throws at a hole or a byte out of place. */
export class TestPage implements ViewerSink {
  readonly #log: WatchedLog;
  #wake: (() => void) | null = null;
  viewer: Viewer | null = null;
  /** Paints what comes at once. */
  eager: boolean;
  cursor = -1;
  painted = -1;
  size: OwnedSize = firstSize;
  hasEnded = false;
  messages: number[] = [];
  snapshots = 0;
  wrong: string | null = null;

  constructor(log: WatchedLog, { eager = true } = {}) {
    this.#log = log;
    this.eager = eager;
  }

  async attach(cursor: number | null = null, now?: () => number): Promise<'snapshot' | 'resume'> {
    this.viewer = this.#log.viewer(this, now);
    const start = await this.viewer.start(cursor);
    if (start.kind === 'snapshot') this.snapshot(start.snapshot);
    else {
      this.cursor = start.offset;
      this.size = start.size;
    }
    this.painted = this.cursor;
    this.viewer.begin();
    return start.kind;
  }

  detach(): void {
    this.viewer?.close();
    this.viewer = null;
  }

  output(from: number, bytes: Uint8Array): void {
    if (from !== this.cursor) this.#fail(`output at ${from}, expected at ${this.cursor}`);
    const bad = bytes.findIndex((byte, i) => byte !== byteAt(from + i));
    if (bad !== -1) this.#fail(`a wrong byte at ${from + bad}`);
    this.messages.push(bytes.length);
    this.cursor += bytes.length;
    this.#got();
  }

  snapshot(snapshot: ScreenSnapshot): void {
    this.snapshots++;
    this.cursor = snapshot.offset;
    this.size = snapshot.size;
    this.#got();
  }

  resized(offset: number, size: OwnedSize): void {
    if (offset !== this.cursor) this.#fail(`resized at ${offset}, expected at ${this.cursor}`);
    this.size = size;
    this.#wake?.();
  }

  ended(): void {
    if (this.hasEnded) this.#fail('ended twice');
    this.hasEnded = true;
    this.#wake?.();
  }

  paint(): void {
    this.painted = this.cursor;
    this.viewer?.painted(this.cursor);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.wrong !== null) throw new Error(this.wrong);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.wrong !== null) throw new Error(this.wrong);
  }

  #got(): void {
    this.#wake?.();
    // As a page does: later, and in order.
    if (this.eager) queueMicrotask(() => this.paint());
  }

  #fail(why: string): void {
    this.wrong ??= why;
    this.#wake?.();
  }
}
