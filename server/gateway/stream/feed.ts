// One session's output as this gateway follows it: how far the log goes, and who is watching. Holds
// none of the bytes.
import type { OwnedSize } from '../../protocol/host.ts';

export interface FeedViewer {
  /** The log holds [from, to) now; `bytes` are those when they are few. Must be cheap. */
  noticed(from: number, to: number, bytes: Uint8Array | null): void;
  resized(offset: number, size: OwnedSize): void;
  /** The program has ended: nothing comes after `feed.end`. */
  finished(): void;
}

export class Feed {
  readonly outputDir: string;
  readonly #viewers = new Set<FeedViewer>();
  #end = 0;
  #finished = false;

  constructor(outputDir: string) {
    this.outputDir = outputDir;
  }

  /** The end of what can be read, as far as is known. */
  get end(): number {
    return this.#end;
  }

  get isFinished(): boolean {
    return this.#finished;
  }

  get viewerCount(): number {
    return this.#viewers.size;
  }

  join(viewer: FeedViewer): void {
    this.#viewers.add(viewer);
  }

  leave(viewer: FeedViewer): void {
    this.#viewers.delete(viewer);
  }

  output(from: number, to: number, bytes: Uint8Array | null): void {
    this.#end = Math.max(this.#end, to);
    for (const viewer of this.#viewers) viewer.noticed(from, to, bytes);
  }

  resized(offset: number, size: OwnedSize): void {
    for (const viewer of this.#viewers) viewer.resized(offset, size);
  }

  finish(end: number): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#end = Math.max(this.#end, end);
    for (const viewer of this.#viewers) viewer.finished();
  }
}
