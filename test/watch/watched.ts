// Output read as a session's is: by an emulator, cut anywhere, and killed now and then.
import { RowFeed } from '../../server/screen/rows/row-feed.ts';
import { Derivation } from '../../server/screen/transcript/derive.ts';
import type { Entry } from '../../server/watch/entries.ts';
import { reduce } from '../../server/watch/reduce.ts';
import { emptyState, type WatchState } from '../../server/watch/state.ts';
import type { Random } from '../screen/random-output.ts';

export interface Watching {
  readonly cols?: number;
  readonly rows?: number;
  /** Bytes fed at once: by chance, else many. */
  readonly random?: Random;
  /** Now and then everything goes on from what was stored. */
  readonly killed?: boolean;
  readonly time?: number;
}

class Watcher {
  derivation: Derivation;
  feed: RowFeed;
  state: WatchState;
  lines = 0;

  constructor({ cols = 100, rows = 30 }: Watching) {
    this.derivation = new Derivation({ append: () => void this.lines++ });
    const size = { cols, rows, owner: '' };
    this.derivation.take({ kind: 'size', offset: 0, time: 0, size });
    this.feed = this.#feedOf(this.derivation);
    this.state = emptyState();
  }

  take(bytes: Uint8Array): Entry[] {
    this.derivation.take({ kind: 'bytes', from: this.derivation.emulator.fedTo, bytes });
    return this.feed.take();
  }

  /** Goes on from what JSON keeps of everything, as the next process does. */
  kill(): void {
    const stored = this.derivation.state();
    if (stored === null) return;
    const feed = this.feed.state;
    this.derivation = new Derivation(
      { append: () => void this.lines++ },
      JSON.parse(JSON.stringify(stored)),
    );
    this.feed = this.#feedOf(this.derivation);
    this.feed.restore(JSON.parse(JSON.stringify(feed)));
    this.state = JSON.parse(JSON.stringify(this.state)) as WatchState;
  }

  #feedOf({ emulator, settler, transcript }: Derivation): RowFeed {
    return new RowFeed(emulator, () => ({
      row: settler.firstOpen,
      line: this.lines + transcript.held.length,
    }));
  }
}

export function watched(
  output: Uint8Array,
  watching: Watching = {},
): { entries: Entry[]; state: WatchState } {
  const watcher = new Watcher(watching);
  const entries: Entry[] = [];
  const take = (found: Entry[]) => {
    entries.push(...found);
    reduce(watcher.state, found);
  };
  if (watching.time !== undefined) watcher.feed.mark(watching.time);
  for (let at = 0; at < output.length; ) {
    const most = watching.random ? 1 + watching.random(300) : 16 * 1024;
    // As the log is read: what is not whole yet is not fed again after a kill.
    take(watcher.take(output.subarray(at, at + most)));
    at += most;
    if (watching.killed && watching.random?.(4) === 0) {
      watcher.kill();
      at = watcher.derivation.emulator.fedTo;
    }
  }
  watcher.derivation.emulator.finish();
  watcher.feed.leave();
  take(watcher.feed.take());
  return { entries, state: watcher.state };
}

/** Rows as a file has them. */
export function watchedText(text: string, watching: Watching = {}): WatchState {
  return watched(Buffer.from(text.replaceAll('\n', '\r\n')), { cols: 400, ...watching }).state;
}
