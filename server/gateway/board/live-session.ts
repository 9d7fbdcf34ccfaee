// One session of this machine as the gateway lives with it: its link to the host, kept up while there
// is one; its feed for viewers; its summary for the list, kept current.

import { openOutputReader } from '../../log/reader.ts';
import { Failure } from '../../protocol/failure.ts';
import type { InputStatus, OwnedSize } from '../../protocol/host.ts';
import type { ExitRecord, SessionSummary } from '../../protocol/session.ts';
import { connectHost, type HostLink } from '../../sessions/link.ts';
import { type SessionEntry, summaryOf } from '../../sessions/session-directory.ts';
import { Feed } from '../stream/feed.ts';
import { Throttle } from './throttle.ts';

/** The part of `Views` that a session needs. */
export interface SessionViews {
  follow(id: string, outputDir: string): void;
  advance(id: string, to: number): void;
  resized(id: string): void;
  ended(id: string): void;
  forget(id: string): void;
}

export interface LiveSessionParts {
  readonly views: SessionViews;
  /** The session's folder read and judged anew; null when it is gone. */
  readonly read: () => Promise<SessionEntry | null>;
  readonly changed: (summary: SessionSummary) => void;
  readonly bug: (error: unknown) => void;
}

/** At most two updates a second for one session's output. */
const outputUpdateMs = 500;
const reconnectFirstMs = 50;
const reconnectLastMs = 2000;
/** How long input waits for a link that is being made. */
const linkPatienceMs = 3000;

export class LiveSession {
  readonly id: string;
  readonly feed: Feed;
  readonly #parts: LiveSessionParts;
  readonly #outputUpdates: Throttle;
  #entry: SessionEntry;
  #summary: SessionSummary;
  #link: HostLink | null = null;
  #connecting: Promise<void> | null = null;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = reconnectFirstMs;
  #settling: Promise<void> | null = null;
  /** Readings of the folder take turns: an older one must not overwrite a newer. */
  #reading: Promise<unknown> = Promise.resolve();
  /** Those who wait for a link or an end. */
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(entry: SessionEntry, summary: SessionSummary, parts: LiveSessionParts) {
    this.id = entry.id;
    this.feed = new Feed(entry.outputDir);
    this.#entry = entry;
    this.#summary = summary;
    this.#parts = parts;
    this.#outputUpdates = new Throttle(outputUpdateMs, () => this.refresh().catch(parts.bug));
    if (entry.state.kind === 'running') this.#connect();
  }

  get entry(): SessionEntry {
    return this.#entry;
  }

  get summary(): SessionSummary {
    return this.#summary;
  }

  /** Resolves when it is known how far the output goes, so that a viewer can start. */
  async settled(): Promise<void> {
    if (this.#entry.state.kind === 'ended') {
      this.#settling ??= this.#finish(null);
      await this.#settling;
    } else if (this.#link === null) await this.#linked();
    this.#parts.views.follow(this.id, this.feed.outputDir);
    this.#parts.views.advance(this.id, this.feed.end);
  }

  /** A viewer has gone. An ended session that nobody looks at needs no emulator. */
  left(): void {
    if (this.feed.isFinished && this.feed.viewerCount === 0) this.#parts.views.forget(this.id);
  }

  /** Types, once, whatever happens to the link in the meantime. Throws `host-gone`. */
  async input(source: string, seq: number, bytes: Uint8Array): Promise<InputStatus> {
    for (let tries = 0; ; tries++) {
      if (this.#entry.state.kind === 'ended') return 'ended';
      const link = this.#link ?? (await this.#linked());
      if (link === null) continue;
      try {
        return await link.input(source, seq, bytes);
      } catch (error) {
        // The host knows the numbers it has taken: sending again types nothing twice.
        if (!(error instanceof Failure) || error.code !== 'host-gone' || tries > 2) throw error;
        await this.refresh();
      }
    }
  }

  /** Throws `not-running` or `host-gone`. */
  async resize(size: OwnedSize): Promise<void> {
    const link = this.#link ?? (await this.#linked());
    if (link === null) throw new Failure('not-running', this.#summary.name);
    link.resize(size);
  }

  /** An answer of the emulator to a terminal query. */
  reply(from: number, to: number, bytes: Uint8Array): void {
    this.#link?.reply(from, to, bytes);
  }

  /** Reads the session's folder anew. False when it is gone. */
  refresh(): Promise<boolean> {
    const read = this.#reading.then(() => this.#refresh());
    this.#reading = read.catch(() => {});
    return read;
  }

  async #refresh(): Promise<boolean> {
    const entry = await this.#parts.read();
    if (entry === null || this.#closed) return entry !== null;
    const summary = await summaryOf(entry);
    if (this.#closed) return true;
    const before = JSON.stringify(this.#summary);
    this.#entry = entry;
    this.#summary = summary;
    if (before !== JSON.stringify(summary)) this.#parts.changed(summary);
    if (entry.state.kind === 'running') this.#connect();
    if (entry.state.kind === 'ended') {
      if (!this.feed.isFinished) await this.#finish(null);
      this.#wake();
    }
    return true;
  }

  /** Lets go of the session, which goes on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#outputUpdates.close();
    this.#link?.close();
    this.#wake();
    this.#parts.views.forget(this.id);
  }

  /** Waits for a link; null when the session ended instead. Throws `host-gone` after a while. */
  async #linked(): Promise<HostLink | null> {
    const deadline = performance.now() + linkPatienceMs;
    while (!this.#closed) {
      if (this.#link !== null) return this.#link;
      if (this.#entry.state.kind === 'ended') return null;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) break;
      await this.#woken(leftMs);
    }
    throw new Failure('host-gone', this.#summary.name);
  }

  #woken(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, patienceMs);
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #connect(): void {
    if (this.#link !== null || this.#connecting !== null || this.#closed) return;
    clearTimeout(this.#retry);
    const { dir, spec } = this.#entry;
    this.#connecting = connectHost(dir, { client: 'gateway', answers: true, name: spec.name })
      .then(
        (link) => this.#take(link),
        (error: unknown) => this.#connectLater(error),
      )
      .catch(this.#parts.bug)
      .finally(() => {
        this.#connecting = null;
      });
  }

  /** Follows the host from where it is now: listeners come before the next event. */
  #take(link: HostLink): void {
    if (this.#closed) {
      link.close();
      return;
    }
    this.#link = link;
    this.#retryMs = reconnectFirstMs;
    let exited = false;
    link.on('output', (from, to, bytes) => this.#output(from, to, bytes));
    link.on('lost', (from, to) => this.#output(from, to, null));
    link.on('resized', (offset, size) => {
      this.feed.resized(offset, size);
      this.#parts.views.resized(this.id);
      this.#outputUpdates.ask();
    });
    link.on('exit', (exit) => {
      exited = true;
      this.#finish(exit)
        .then(() => this.refresh())
        .catch(this.#parts.bug);
    });
    link.on('close', () => {
      this.#link = null;
      if (!exited && !this.#closed) this.#connectLater(null);
    });
    this.#parts.views.follow(this.id, this.feed.outputDir);
    const { offset, size } = link.hello;
    this.#output(this.feed.end, offset, null);
    this.feed.resized(offset, size);
    this.#wake();
  }

  /** The host may have died, or closed this connection only: the folder and the processes tell. */
  #connectLater(error: unknown): void {
    if (error instanceof Failure && error.code === 'newer-host') return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.refresh().catch(this.#parts.bug);
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, reconnectLastMs);
  }

  /** Called for every piece of output: a few assignments and what viewers do. */
  #output(from: number, to: number, bytes: Uint8Array | null): void {
    this.feed.output(from, to, bytes);
    this.#parts.views.advance(this.id, to);
    this.#outputUpdates.ask();
  }

  /** The output has an end: told to viewers, and to the emulator when there is one. */
  async #finish(exit: ExitRecord | null): Promise<void> {
    const end = exit?.offset ?? this.#entry.exit?.offset ?? (await this.#readableEnd());
    this.feed.finish(end);
    this.#parts.views.ended(this.id);
    this.left();
  }

  async #readableEnd(): Promise<number> {
    const reader = openOutputReader(this.feed.outputDir);
    return (await reader.bounds()).to;
  }
}
