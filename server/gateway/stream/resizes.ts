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
  /** Some were dropped: only a snapshot knows the size now. */
  overflowed = false;

  /** The next one's offset, Infinity when there is none. */
  get nextOffset(): number {
    return this.#pending[0]?.offset ?? Number.POSITIVE_INFINITY;
  }

  /** The latest. Of several at one offset only the last is ever drawn. */
  push(resize: Resize): void {
    if (this.#pending.at(-1)?.offset === resize.offset) this.#pending.pop();
    this.#pending.push(resize);
    if (this.#pending.length <= maxPending) return;
    this.#pending = [];
    this.overflowed = true;
  }

  /** Those found in the timeline, before what has been pushed since. */
  prepend(earlier: readonly Resize[]): void {
    const first = this.nextOffset;
    this.#pending.unshift(...earlier.filter(({ offset }) => offset < first));
  }

  /** Takes the next that is due at `cursor`, else null. */
  take(cursor: number): Resize | null {
    if (this.nextOffset > cursor) return null;
    return this.#pending.shift() ?? null;
  }

  /** A snapshot at `offset` shows `size`: what is before it is past. */
  passed(offset: number, size: OwnedSize): void {
    this.overflowed = false;
    this.#pending = this.#pending.filter(
      (resize) =>
        resize.offset > offset || (resize.offset === offset && !sameSize(resize.size, size)),
    );
  }
}

/** The size in force at `cursor`, null when the timeline does not say, and the resizes after it. */
export function sizesFrom(
  timeline: readonly TimelineEntry[],
  cursor: number,
): { at: OwnedSize | null; later: Resize[] } {
  let at: OwnedSize | null = null;
  const later: Resize[] = [];
  for (const entry of timeline) {
    if (entry.kind !== 'size') continue;
    if (entry.offset <= cursor) at = entry.size;
    // Every segment's timeline opens with the size in force: no news.
    else if (!sameSize(later.at(-1)?.size ?? at, entry.size)) later.push(entry);
  }
  return { at, later };
}

function sameSize(a: OwnedSize | null, b: OwnedSize): boolean {
  return a !== null && a.cols === b.cols && a.rows === b.rows && a.owner === b.owner;
}
