// Output that is no session's: the same pass that makes a session's lines, with the rows that the
// watch reads taken out of it.
import type { Entry } from '../../watch/entries.ts';
import { Derivation } from '../transcript/derive.ts';
import { RowFeed } from './row-feed.ts';

export class WatchedOutput {
  readonly #derivation: Derivation;
  readonly #feed: RowFeed;
  #lines = 0;

  constructor(size: { readonly cols: number; readonly rows: number }) {
    this.#derivation = new Derivation({ append: () => void this.#lines++ });
    this.#derivation.take({ kind: 'size', offset: 0, time: 0, size: { ...size, owner: '' } });
    const { emulator, settler, transcript } = this.#derivation;
    this.#feed = new RowFeed(emulator, () => ({
      row: settler.firstOpen,
      line: this.#lines + transcript.held.length,
    }));
  }

  /** `time`: when the bytes arrived, null where that is not known. */
  take(bytes: Uint8Array, time: number | null): Entry[] {
    const { emulator } = this.#derivation;
    if (time !== null) {
      this.#derivation.take({ kind: 'mark', offset: emulator.fedTo, time });
      this.#feed.mark(time);
    }
    this.#derivation.take({ kind: 'bytes', from: emulator.fedTo, bytes });
    return this.#feed.take();
  }

  /** The row that is being waited at. */
  get waiting(): string {
    return this.#feed.live()?.text ?? '';
  }

  /** No more comes: the row that the cursor is in counts. */
  end(): Entry[] {
    this.#derivation.emulator.finish();
    this.#feed.leave();
    return this.#feed.take();
  }
}
