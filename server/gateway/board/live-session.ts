// One session of this machine as the gateway lives with it: followed through its host's link, fed
// to viewers, and its summary for the list kept current.
import { openOutputReader } from '../../log/reader.ts';
import { Failure } from '../../protocol/failure.ts';
import type { InputStatus, OwnedSize } from '../../protocol/host.ts';
import type { ExitRecord, SessionSummary } from '../../protocol/session.ts';
import type { WatchWire } from '../../protocol/watch.ts';
import type { News } from '../../screen/watching/teller.ts';
import { connectHost } from '../../sessions/connect-host.ts';
import { maxLineBytes, refuseCutLine } from '../../sessions/line-limit.ts';
import type { HostLink } from '../../sessions/link.ts';
import { type SessionEntry, summaryOf } from '../../sessions/session-directory.ts';
import { Feed } from '../stream/feed.ts';
import { LastingLink } from './lasting-link.ts';
import { Throttle } from './throttle.ts';

/** The part of `Views` that a session needs. */
export interface SessionViews {
  follow(id: string, outputDir: string): void;
  advance(id: string, to: number, how?: { isSeen: boolean }): void;
  resized(id: string): void;
  ended(id: string, lost?: boolean): void;
  release(id: string): void;
  forget(id: string): void;
  typed(): void;
}

export interface LiveSessionParts {
  readonly views: SessionViews;
  /** The session's folder read and judged anew; null when it is gone. */
  readonly read: () => Promise<SessionEntry | null>;
  readonly changed: (summary: SessionSummary) => void;
  /** What its card says of its run. */
  readonly watch: (entry: SessionEntry) => WatchWire | null;
  readonly bug: (error: unknown) => void;
}

/** At most one update a second for one session's output. */
const updatePace = { soonMs: 30, intervalMs: 1000 };
/** A view that is further behind the output has no news of it. */
const laggingBytes = 256 * 1024;
/** What no file tells of, such as a waiter's death, is looked for so often while output comes. */
const readEveryMs = 10_000;
const inputTries = 4;

export class LiveSession {
  readonly id: string;
  readonly feed: Feed;
  readonly #parts: LiveSessionParts;
  readonly #link: LastingLink;
  readonly #outputUpdates: Throttle;
  #entry: SessionEntry;
  #summary: SessionSummary;
  /** As it was last told. */
  #words = '';
  #readAt = Number.NEGATIVE_INFINITY;
  /** The last line on its screen, null where that is not known. */
  #line: string | null = null;
  #fedTo = 0;
  #outputAt = 0;
  #resized = false;
  #ending: Promise<void> | null = null;
  /** Readings of the folder take turns: an older one must not overwrite a newer. */
  #reading: Promise<unknown> = Promise.resolve();
  /** A long line's length is being judged: no input may overtake it, numbers go up. */
  #measuring: Promise<void> | null = null;
  #closed = false;
  #logReaders = 0;

  constructor(entry: SessionEntry, summary: SessionSummary, parts: LiveSessionParts) {
    this.id = entry.id;
    this.feed = new Feed(entry.outputDir);
    this.#entry = entry;
    this.#summary = summary;
    this.#words = JSON.stringify(summary);
    this.#parts = parts;
    const update = () => void this.refresh().catch(parts.bug);
    this.#outputUpdates = new Throttle(updatePace, () => this.#grown(update));
    this.#link = new LastingLink({
      open: () => this.#open(),
      taken: (link) => this.#follow(link),
      lost: update,
    });
    this.#keepUp();
  }

  get entry(): SessionEntry {
    return this.#entry;
  }

  /** It has been removed, or the gateway ends. */
  get isGone(): boolean {
    return this.#closed;
  }

  get summary(): SessionSummary {
    return this.#summary;
  }

  /** Resolves when it is known how far the output goes, so that a viewer can start. */
  async settled(): Promise<void> {
    // Without a link the session has ended, and where its output ends is being read.
    if ((await this.#link.wait(this.#summary.name)) === null) await this.#ending;
    this.#parts.views.follow(this.id, this.feed.outputDir);
    this.#parts.views.advance(this.id, this.feed.end);
    if (this.#isLost) this.#parts.views.ended(this.id, true);
  }

  /** A viewer has gone. An ended session that nobody looks at needs no emulator. */
  left(): void {
    if (this.feed.isFinished && !this.#isLookedAt) this.#parts.views.release(this.id);
  }

  get #isLookedAt(): boolean {
    return this.feed.viewerCount > 0 || this.#logReaders > 0;
  }

  /** Somebody reads its log, until `leftLog`. Resolves as `settled` does. */
  async readingLog(): Promise<void> {
    this.#logReaders++;
    await this.settled();
  }

  leftLog(): void {
    this.#logReaders--;
    this.left();
  }

  /** Types, once, whatever happens to the link in the meantime. Throws `host-gone` or `line-too-long`. */
  async input(source: string, seq: number, bytes: Uint8Array): Promise<InputStatus> {
    while (this.#measuring !== null) await this.#measuring;
    if (bytes.length > maxLineBytes) await this.#measure(bytes);
    for (let tries = 1; ; tries++) {
      const link = this.#link.current ?? (await this.#link.wait(this.#summary.name));
      if (link === null) return 'ended';
      try {
        const status = link.input(source, seq, bytes);
        this.#parts.views.typed();
        return await status;
      } catch (error) {
        const isGone = error instanceof Failure && error.code === 'host-gone';
        if (!isGone || tries >= inputTries) throw error;
        // The host knows the numbers it has taken: sending again types nothing twice.
        await this.refresh();
      }
    }
  }

  async #measure(bytes: Uint8Array): Promise<void> {
    const measured = refuseCutLine(this.#entry.dir, bytes);
    this.#measuring = measured.catch(() => {});
    await measured.finally(() => {
      this.#measuring = null;
    });
  }

  /** Throws `not-running`, `host-gone`, or `tmux-size` where the size is tmux's. */
  async resize(size: OwnedSize): Promise<void> {
    if (this.#entry.spec.tmux !== null) throw new Failure('tmux-size', this.#summary.name);
    const link = this.#link.current ?? (await this.#link.wait(this.#summary.name));
    if (link === null) throw new Failure('not-running', this.#summary.name);
    link.resize(size);
  }

  /** An answer of the emulator to a terminal query. */
  reply(from: number, to: number, bytes: Uint8Array): void {
    this.#link.current?.reply(from, to, bytes);
  }

  /** Reads the session's folder anew. False when it is gone. */
  refresh(): Promise<boolean> {
    const read = this.#reading.then(() => this.#refresh());
    this.#reading = read.catch(() => {});
    return read;
  }

  /** Its card may say something else of its run. */
  rewatch(): void {
    this.#become(this.#summary);
  }

  /** What stands lowest on its screen; null where that is blank. */
  shows({ lastLine, fedTo }: Pick<News, 'lastLine' | 'fedTo'>): void {
    this.#line = lastLine ?? this.#line;
    this.#fedTo = fedTo;
    this.#become(this.#summary);
  }

  /** What stands lowest on its screen; null where that is not known, or a flood is far ahead of it. */
  get #shown(): string | null {
    return this.feed.end - this.#fedTo > laggingBytes ? null : this.#line;
  }

  /** Where its screen is followed its files need not be read for what is new. */
  #grown(read: () => void): void {
    const isDue = performance.now() - this.#readAt > readEveryMs;
    if (isDue || this.#shown === null) read();
    else this.#become({ ...this.#summary, lastOutputAt: new Date(this.#outputAt).toISOString() });
  }

  #become(summary: SessionSummary): void {
    const { watch: _old, ...rest } = summary;
    const watch = this.#parts.watch(this.#entry);
    const lastLine =
      summary.state === 'ended' ? summary.lastLine : (this.#shown ?? summary.lastLine);
    this.#summary = { ...rest, lastLine, ...(watch !== null && { watch }) };
    const words = JSON.stringify(this.#summary);
    if (words !== this.#words) this.#parts.changed(this.#summary);
    this.#words = words;
  }

  /** Lets go of the session, which goes on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outputUpdates.close();
    this.#link.end();
    this.#parts.views.forget(this.id);
  }

  async #refresh(): Promise<boolean> {
    const entry = await this.#parts.read();
    if (entry === null || this.#closed) return entry !== null;
    const summary = await this.#summaryOf(entry);
    if (this.#closed) return true;
    this.#entry = entry;
    this.#readAt = performance.now();
    this.#become(summary);
    this.#keepUp();
    await this.#ending;
    return true;
  }

  /** Where the screen is followed its files have no news of it. */
  async #summaryOf(entry: SessionEntry): Promise<SessionSummary> {
    const isFollowed = this.#shown !== null && entry.state.kind === 'running' && !this.#resized;
    this.#resized = false;
    const found = await summaryOf(entry, { lastLine: !isFollowed });
    if (!isFollowed) return found;
    // Another program than the job's is told with its last lines.
    if (found.tookOver !== null) return summaryOf(entry);
    const { lastLine, lastOutputAt, cols, rows } = this.#summary;
    return { ...found, lastLine, lastOutputAt, cols, rows };
  }

  /** Does what the session's state asks for. */
  #keepUp(): void {
    const { kind } = this.#entry.state;
    if (kind === 'running') this.#link.connect();
    if (kind === 'ended') {
      this.#finish(this.#entry.exit);
      this.#link.end();
    }
  }

  #open(): Promise<HostLink> {
    const { dir, spec } = this.#entry;
    return connectHost(dir, { client: 'gateway', answers: true, name: spec.name });
  }

  /** Follows the host from where it is now. */
  #follow(link: HostLink): void {
    link.on('output', (from, to, bytes) => this.#output(from, to, bytes));
    link.on('lost', (from, to) => this.#output(from, to, null));
    link.on('resized', (offset, size) => {
      this.feed.resized(offset, size);
      this.#parts.views.resized(this.id);
      this.#readAt = Number.NEGATIVE_INFINITY;
      this.#resized = true;
      this.#outputUpdates.ask();
    });
    link.on('exit', (exit) => {
      this.#finish(exit);
      this.refresh().catch(this.#parts.bug);
    });
    this.#parts.views.follow(this.id, this.feed.outputDir);
    const { offset, size } = link.hello;
    this.#output(this.feed.end, offset, null);
    this.feed.resized(offset, size);
  }

  /** Called for every piece of output: a few assignments and what viewers do. */
  #output(from: number, to: number, bytes: Uint8Array | null): void {
    this.feed.output(from, to, bytes);
    this.#outputAt = Date.now();
    this.#parts.views.advance(this.id, this.feed.end, { isSeen: this.#isLookedAt });
    this.#outputUpdates.ask();
  }

  /** The output has an end: told once to viewers, and to the emulator when there is one. */
  #finish(exit: ExitRecord | null): void {
    this.#ending ??= this.#tellEnd(exit).catch(this.#parts.bug);
  }

  async #tellEnd(exit: ExitRecord | null): Promise<void> {
    this.feed.finish(exit?.offset ?? (await this.#readableEnd()));
    this.#parts.views.ended(this.id, this.#isLost);
    this.left();
  }

  /** It ended with its host: nothing in its log says so. */
  get #isLost(): boolean {
    return this.#entry.state.kind === 'ended' && this.#entry.exit === null;
  }

  async #readableEnd(): Promise<number> {
    const reader = openOutputReader(this.feed.outputDir);
    return (await reader.bounds()).to;
  }
}
