// A session as its host and its log tell of it, for one viewer in this process: the same views and
// the same pace as the gateway has for its pages.
import { Feed } from '../../gateway/stream/feed.ts';
import { Viewer, type ViewerSink } from '../../gateway/stream/viewer.ts';
import type { OwnedSize } from '../../protocol/host.ts';
import type { ExitRecord } from '../../protocol/session.ts';
import { connectHost } from '../../sessions/connect-host.ts';
import type { HostLink } from '../../sessions/link.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import { MemoryView } from './memory-view.ts';

/** A host resizes at once; a slow one is not waited for. */
const resizedWithinMs = 1000;

export class Watched {
  readonly link: HostLink;
  /** How it ended; null when its host died, or the link was closed. */
  readonly ended: Promise<ExitRecord | null>;
  readonly #feed: Feed;
  readonly #view: MemoryView;
  /** A pane in tmux has the size it has there. */
  readonly #isSizeFixed: boolean;
  #size: OwnedSize;
  #viewer: Viewer | null = null;

  /** Throws Failure host-gone or newer-host. */
  static async open({ dir, outputDir, spec }: SessionEntry): Promise<Watched> {
    let link: HostLink | null = null;
    let isAnswerer = false;
    const onReply: HostLink['reply'] = (from, to, bytes) => {
      if (isAnswerer) link?.reply(from, to, bytes);
    };
    // First of all: no event may come between the connection and those who listen to it.
    const view = await MemoryView.open({ outputDir, onReply });
    link = await connectHost(dir, { client: 'cli', answers: true, name: spec.name });
    link.on('answerer', (you) => {
      isAnswerer = you;
    });
    return new Watched(link, { view, outputDir, isSizeFixed: spec.tmux !== null });
  }

  private constructor(
    link: HostLink,
    { view, outputDir, isSizeFixed }: { view: MemoryView; outputDir: string; isSizeFixed: boolean },
  ) {
    this.link = link;
    this.#isSizeFixed = isSizeFixed;
    this.#view = view;
    this.#size = link.hello.size;
    this.#feed = new Feed(outputDir);
    this.#feed.output(0, link.hello.offset, null);
    view.freshFrom = link.hello.offset;
    view.resized(link.hello.size);
    view.advance(link.hello.offset);
    link.on('output', (from, to, bytes) => {
      view.advance(to);
      this.#feed.output(from, to, bytes);
    });
    link.on('resized', (offset, size) => this.#resized(offset, size));
    this.ended = new Promise((resolve) => {
      link.on('exit', (exit) => {
        view.advance(exit.offset);
        this.#feed.finish(exit.offset);
        resolve(exit);
      });
      link.on('close', () => resolve(null));
    });
  }

  get size(): OwnedSize {
    return this.#size;
  }

  /** Resolves once the session has this size, or does not get it. */
  async resize(size: OwnedSize): Promise<void> {
    if (this.#size.cols === size.cols && this.#size.rows === size.rows) return;
    if (this.#isSizeFixed) return;
    this.link.resize(size);
    await new Promise<void>((resolve) => {
      this.link.on('resized', () => resolve());
      this.link.on('close', () => resolve());
      // Nobody is told of a size that somebody else has set meanwhile.
      setTimeout(resolve, resizedWithinMs).unref();
    });
  }

  /**
   * Shows the screen, then what follows, in place of what `look` showed before. `shownTo` says what
   * the terminal has shown so far; `hole` is called before a screen that leaves rows out.
   */
  async look(sink: ViewerSink, shownTo: () => number | null, hole: () => void): Promise<void> {
    this.#viewer?.close();
    const viewer = new Viewer({
      feed: this.#feed,
      screen: async () => {
        const { snapshot, hasHole } = await this.#view.screen(shownTo());
        if (hasHole) hole();
        return snapshot;
      },
      sink,
      bug: () => {},
    });
    this.#viewer = viewer;
    const start = await viewer.start(null);
    if (this.#viewer !== viewer || start.kind !== 'snapshot') return;
    sink.snapshot(start.snapshot);
    viewer.begin();
  }

  /** Everything before `offset` is on the terminal. */
  painted(offset: number): void {
    this.#viewer?.painted(offset);
  }

  lookAway(): void {
    this.#viewer?.close();
    this.#viewer = null;
  }

  close(): void {
    this.lookAway();
    this.#view.close();
    this.link.close();
  }

  #resized(offset: number, size: OwnedSize): void {
    this.#size = size;
    this.#view.resized(size);
    this.#view.advance(offset);
    this.#feed.resized(offset, size);
  }
}
