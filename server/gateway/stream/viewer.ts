// One attachment of a page to a session: gives it the screen, then every byte after it, exactly
// once and in order, at the viewer's own pace. Whoever falls too far behind gets a fresh screen.

import { type OutputReader, openOutputReader } from '../../log/reader.ts';
import { TimelineReader } from '../../log/timeline.ts';
import type { OwnedSize } from '../../protocol/host.ts';
import type { AttachStart, ScreenSnapshot } from '../../protocol/page.ts';
import { Credit } from './credit.ts';
import type { Feed, FeedViewer } from './feed.ts';
import { PendingResizes, sizesFrom } from './resizes.ts';

/** Further behind than this, a viewer gets a snapshot in place of the backlog. */
export const replayLimitBytes = 256 * 1024;
const maxMessageBytes = 64 * 1024;
/** Output closer together than this is put together. */
const coalesceMs = 10;
/** Snapshots in place of a backlog come no faster than this. */
const snapshotIntervalMs = 150;
/** A screen that cannot be had now is asked for again after this long. */
const screenRetryMs = 1000;

/** What the page gets to see. Nothing here may wait: `Credit` keeps it small. */
export interface ViewerSink {
  output(from: number, bytes: Uint8Array): void;
  snapshot(snapshot: ScreenSnapshot): void;
  resized(offset: number, size: OwnedSize): void;
  ended(): void;
}

export interface ViewerParts {
  readonly feed: Feed;
  /** The current screen, at a safe offset. */
  readonly screen: () => Promise<ScreenSnapshot>;
  readonly sink: ViewerSink;
  /** Gets what went wrong while nobody was waiting for an answer. */
  readonly bug: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * starting: the page has no offset yet. resting: nothing to do, or no credit. timed: a timer
 * will look again. sending: the loop is at work. over: everything was sent, or detached.
 */
type Phase = 'starting' | 'resting' | 'timed' | 'sending' | 'over';

export class Viewer implements FeedViewer {
  readonly #feed: Feed;
  readonly #screen: () => Promise<ScreenSnapshot>;
  readonly #sink: ViewerSink;
  readonly #bug: (error: unknown) => void;
  readonly #now: () => number;
  readonly #reader: OutputReader;
  readonly #credit: Credit;
  readonly #resizes = new PendingResizes();
  #phase: Phase = 'starting';
  #timer: NodeJS.Timeout | undefined;
  #cursor = 0;
  /** What the page draws at; null before its start. */
  #size: OwnedSize | null = null;
  /** Cells were wrapped anew, and two terminals may do that in two ways: the screen is to follow. */
  #reshaped = false;
  #sentAt = Number.NEGATIVE_INFINITY;
  #snapshotAt = Number.NEGATIVE_INFINITY;

  constructor({ feed, screen, sink, bug, now = () => performance.now() }: ViewerParts) {
    this.#feed = feed;
    this.#screen = screen;
    this.#sink = sink;
    this.#bug = bug;
    this.#now = now;
    this.#reader = openOutputReader(feed.outputDir);
    this.#credit = new Credit(now);
    feed.join(this);
  }

  /** Finds where the page starts. Nothing is sent before `begin`. `cursor`: what it painted before. */
  async start(cursor: number | null): Promise<StartOf<AttachStart>> {
    const resumed = cursor === null ? null : await this.#resume(cursor);
    if (resumed !== null) return resumed;
    const snapshot = await this.#screen();
    await this.#moveTo(snapshot);
    return { kind: 'snapshot', snapshot };
  }

  /** The page knows its start: output follows. */
  begin(): void {
    if (this.#phase !== 'starting') return;
    this.#phase = 'resting';
    this.#run();
  }

  close(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#feed.leave(this);
    clearTimeout(this.#timer);
    this.#reader.close().catch(this.#bug);
  }

  noticed(from: number, _to: number, bytes: Uint8Array | null): void {
    // A loop at work, or a timer, sees the new end by itself; without credit there is no hurry.
    if (this.#phase !== 'resting' || this.#credit.room === 0) return;
    const restedMs = this.#now() - this.#sentAt;
    const isNext = from === this.#cursor && this.#resizes.nextOffset > from;
    if (bytes !== null && isNext && restedMs >= coalesceMs) {
      // The frame's bytes are a view of a larger chunk, which must not be kept alive by them.
      if (bytes.length > 0) this.#send(bytes.slice());
    } else this.#runIn(Math.max(0, coalesceMs - restedMs));
  }

  resized(offset: number, size: OwnedSize): void {
    this.#resizes.push({ offset, size });
    if (this.#phase === 'resting') this.#run();
  }

  finished(): void {
    if (this.#phase === 'resting') this.#run();
  }

  /** The page has painted everything before `offset`. */
  painted(offset: number): void {
    this.#credit.painted(offset);
    if (this.#phase === 'resting') this.#run();
  }

  async #resume(cursor: number): Promise<StartOf<AttachStart> | null> {
    const ahead = this.#feed.end - cursor;
    if (ahead < 0 || ahead > replayLimitBytes) return null;
    const next = await this.#reader.read(cursor, 1);
    if (next.kind === 'gap') return null;
    const { at, later } = await this.#sizesFrom(cursor);
    if (at === null) return null;
    this.#cursor = cursor;
    this.#size = at;
    this.#resizes.passed(cursor, at);
    this.#resizes.prepend(later, cursor);
    return { kind: 'resume', offset: cursor, size: at };
  }

  #run(): void {
    this.#phase = 'sending';
    this.#sendAll().catch((error) => {
      if (this.#phase === 'over') return;
      this.#bug(error);
      this.#runIn(screenRetryMs);
    });
  }

  #runIn(delayMs: number): void {
    this.#phase = 'timed';
    this.#timer = setTimeout(() => this.#run(), delayMs);
  }

  /** Sends until the viewer is current or its credit is used up. */
  async #sendAll(): Promise<void> {
    while (this.#phase === 'sending') {
      this.#tellResizes();
      const ahead = this.#feed.end - this.#cursor;
      const needsScreen = this.#resizes.overflowed || this.#reshaped;
      if (ahead <= 0 && !needsScreen) return this.#rest();
      if (this.#credit.room === 0) {
        this.#phase = 'resting';
        return;
      }
      if (ahead > replayLimitBytes || needsScreen) {
        const waitMs = this.#snapshotAt + snapshotIntervalMs - this.#now();
        if (waitMs > 0) return this.#runIn(waitMs);
        await this.#sendSnapshot(0);
      } else if (!(await this.#sendNext(ahead))) return;
    }
  }

  /** Nothing more to send now, or ever. */
  #rest(): void {
    this.#phase = 'resting';
    if (!this.#feed.isFinished) return;
    this.#sink.ended();
    this.close();
  }

  /** False when there was nothing to send after all. */
  async #sendNext(ahead: number): Promise<boolean> {
    const untilResize = this.#resizes.nextOffset - this.#cursor;
    const most = Math.min(ahead, maxMessageBytes, this.#credit.room, untilResize);
    const end = this.#feed.end;
    const next = await this.#reader.read(this.#cursor, most);
    if (this.#phase !== 'sending') return false;
    if (next.kind === 'bytes') this.#send(next.bytes);
    else if (next.kind === 'gap') await this.#sendSnapshot(next.to);
    else if (this.#feed.end === end) {
      // Bytes that the disk did not take are a gap as soon as there is something behind it.
      this.#rest();
      return false;
    }
    return true;
  }

  #send(bytes: Uint8Array): void {
    const from = this.#cursor;
    this.#cursor += bytes.length;
    this.#sentAt = this.#now();
    this.#credit.sent(this.#cursor, bytes.length);
    this.#sink.output(from, bytes);
  }

  /** `atLeast`: where to go on even if the screen has not got there: what lies between is lost. */
  async #sendSnapshot(atLeast: number): Promise<void> {
    const screen = await this.#screen();
    if (this.#phase !== 'sending') return;
    const snapshot = { ...screen, offset: Math.max(screen.offset, atLeast) };
    await this.#moveTo(snapshot);
    if (this.#phase !== 'sending') return;
    this.#sink.snapshot(snapshot);
  }

  async #moveTo({ offset, size, data }: ScreenSnapshot): Promise<void> {
    const isMissingSome = offset < this.#resizes.completeFrom;
    // The emulator may be behind resizes that were told before, or that nobody here was told of.
    const { later } = isMissingSome ? await this.#sizesFrom(offset) : { later: [] };
    this.#resizes.passed(offset, size);
    if (isMissingSome) this.#resizes.prepend(later, offset);
    this.#cursor = offset;
    this.#size = size;
    this.#reshaped = false;
    this.#sentAt = this.#now();
    this.#snapshotAt = this.#sentAt;
    this.#credit.sent(offset, data.length);
  }

  #tellResizes(): void {
    for (
      let next = this.#resizes.take(this.#cursor);
      next;
      next = this.#resizes.take(this.#cursor)
    ) {
      const { cols, rows } = next.size;
      if (this.#size?.cols !== cols || this.#size.rows !== rows) this.#reshaped = true;
      this.#size = next.size;
      this.#sink.resized(next.offset, next.size);
    }
  }

  #sizesFrom(cursor: number): ReturnType<typeof sizesFrom> {
    return sizesFrom(new TimelineReader(this.#feed.outputDir, cursor).batches(), cursor);
  }
}

/** A start before the page's number for the viewer is put in. */
type StartOf<T> = T extends unknown ? Omit<T, 'viewer'> : never;
