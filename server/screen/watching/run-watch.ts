// What the output of one derivation says of its run: its rows as the cursor leaves them, and what
// they come to. Goes along with the derivation, step by step.
import { reduce } from '../../watch/reduce.ts';
import { emptyState, type WatchState } from '../../watch/state.ts';
import type { Step } from '../follow/source.ts';
import { RowFeed, type RowFeedState } from '../rows/row-feed.ts';
import type { Derivation } from '../transcript/derive.ts';

/** As JSON has it. */
export interface StoredWatch {
  readonly feed: RowFeedState;
  readonly state: WatchState;
}

export class RunWatch {
  readonly state: WatchState;
  readonly #derivation: Derivation;
  readonly #feed: RowFeed;

  /** `endLine`: the number that the next settled line gets. Goes on from `stored`. */
  constructor(derivation: Derivation, endLine: () => number, stored: StoredWatch | null = null) {
    const { emulator, settler, transcript } = derivation;
    this.#derivation = derivation;
    this.#feed = new RowFeed(emulator, () => ({
      row: settler.firstOpen,
      line: endLine() + transcript.held.length,
    }));
    this.state = stored?.state ?? emptyState();
    if (stored !== null) this.#feed.restore(stored.feed);
  }

  /** The derivation is about to take `step`. */
  before(step: Step): void {
    if (step.kind === 'mark') this.#feed.mark(step.time);
    if (step.kind === 'exit') this.finish();
    if (step.kind === 'size' && !this.#isSize(step.size)) this.#feed.leave();
  }

  /** It has. */
  after(): void {
    reduce(this.state, this.#feed.take());
  }

  /** No more comes: the row that the cursor is in counts. */
  finish(): void {
    this.#derivation.emulator.finish();
    this.#feed.leave();
    this.after();
  }

  /** With the last rows of a flood, which are read for good once it pauses. */
  get shown(): WatchState {
    const passed = this.#feed.passed();
    return passed.length === 0 ? this.state : reduce(structuredClone(this.state), passed);
  }

  /** The row that the program waits at, as it is now; null on a screen of its own. */
  get waiting(): string | null {
    return this.#derivation.emulator.alternate ? null : (this.#feed.live()?.text ?? '');
  }

  get stored(): StoredWatch {
    return { feed: this.#feed.state, state: this.state };
  }

  #isSize({ cols, rows }: { readonly cols: number; readonly rows: number }): boolean {
    const { size } = this.#derivation.emulator;
    return size.cols === cols && size.rows === rows;
  }
}
