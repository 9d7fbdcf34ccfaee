// The resizes a viewer has yet to be told, each at the offset from which bytes are drawn at it.

import type { TimelineEntry } from '../../log/timeline.ts';
import type { OwnedSize } from '../../protocol/host.ts';

export interface Resize {
  readonly offset: number;
  readonly size: OwnedSize;
}

/** A storm of resizes beyond this is answered by a snapshot, not remembered. */
const maxPending = 256;

export class PendingResizes {
  #pending: Resize[] = [];
  #completeFrom = Number.POSITIVE_INFINITY;
  /** Some were dropped: only a snapshot knows the size now. */
  overflowed = false;

  /** Every resize behind this offset is held; one before it may have been told, dropped or missed. */
  get completeFrom(): number {
    return this.#completeFrom;
  }

  /** The next one's offset, Infinity when there is none. */
  get nextOffset(): number {
    return this.#pending[0]?.offset ?? Number.POSITIVE_INFINITY;
  }

  /** The latest. Of several at one offset only the last is ever drawn. */
  push(resize: Resize): void {
    if (this.#pending.at(-1)?.offset === resize.offset) this.#pending.pop();
    this.#pending.push(resize);
    this.#limit();
  }

  /** All that the timeline has behind `from`, before what has been pushed since. */
  prepend(earlier: readonly Resize[], from: number): void {
    const first = this.nextOffset;
    this.#pending = [...earlier.filter(({ offset }) => offset < first), ...this.#pending];
    this.#completeFrom = from;
    this.#limit();
  }

  /** Takes the next that is due at `cursor`, else null. */
  take(cursor: number): Resize | null {
    if (this.nextOffset > cursor) return null;
    const next = this.#pending.shift() ?? null;
    if (next !== null) this.#completeFrom = Math.max(this.#completeFrom, next.offset);
    return next;
  }

  /** A snapshot at `offset` shows `size`: what is before it is past. */
  passed(offset: number, size: OwnedSize): void {
    this.overflowed = false;
    this.#pending = this.#pending.filter(
      (resize) =>
        resize.offset > offset || (resize.offset === offset && !sameSize(resize.size, size)),
    );
  }

  #limit(): void {
    if (this.#pending.length <= maxPending) return;
    this.#pending = [];
    this.#completeFrom = Number.POSITIVE_INFINITY;
    this.overflowed = true;
  }
}

/** The size in force at `cursor`, null when the timeline does not say, and the next resizes after it. */
export async function sizesFrom(
  timeline: AsyncIterable<readonly TimelineEntry[]>,
  cursor: number,
): Promise<{ at: OwnedSize | null; later: Resize[] }> {
  let at: OwnedSize | null = null;
  const later: Resize[] = [];
  for await (const entries of timeline) {
    for (const entry of entries) {
      if (entry.kind !== 'size') continue;
      if (entry.offset <= cursor) at = entry.size;
      // Every segment's timeline opens with the size in force: no news.
      else if (!sameSize(later.at(-1)?.size ?? at, entry.size)) later.push(entry);
    }
    if (later.length > maxPending) break;
  }
  return { at, later };
}

function sameSize(a: OwnedSize | null, b: OwnedSize): boolean {
  return a !== null && a.cols === b.cols && a.rows === b.rows && a.owner === b.owner;
}
