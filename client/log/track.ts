// Where a slot is in the scroller, which spans a window of the log only: the spacer's height, the
// window's first slot, and the position. Knows neither lines nor who follows what.
import { baseFor, nearsEdge, spanOf } from './geometry.ts';
import type { Motion } from './motion.ts';

export interface TrackParts {
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly motion: Motion;
}

export class Track {
  rowPx = 1;
  readonly #parts: TrackParts;
  #base = 0;
  #spacerPx = -1;

  constructor(parts: TrackParts) {
    this.#parts = parts;
  }

  /** The window's first slot. */
  get base(): number {
    return this.#base;
  }

  get slotAtTop(): number {
    return this.#base + Math.max(0, this.#parts.scroller.scrollTop) / this.rowPx;
  }

  /** The largest position; beyond any where the window does not end with the log. */
  endPx(slots: number): number {
    if (!this.#endsWith(slots)) return Number.POSITIVE_INFINITY;
    const { scroller } = this.#parts;
    return Math.max(0, scroller.scrollHeight - scroller.clientHeight);
  }

  nearsEdge(slots: number): boolean {
    return nearsEdge(this.#base, this.slotAtTop, slots);
  }

  /** Slot at the top, in the window that suits it. */
  put(slot: number, slots: number): void {
    const top = Math.max(0, Math.min(slot, slots));
    if (nearsEdge(this.#base, top, slots) || top < this.#base) this.#base = baseFor(top, slots);
    if (top > this.#base + spanOf(this.#base, slots)) this.#base = baseFor(top, slots);
    this.fit(slots, true);
    this.#parts.motion.put((top - this.#base) * this.rowPx);
  }

  /** False if it is there already. */
  putAtEnd(slots: number): boolean {
    if (!this.#endsWith(slots)) {
      this.#base = baseFor(slots, slots);
      this.fit(slots, true);
    }
    const end = this.endPx(slots);
    if (Math.abs(this.#parts.scroller.scrollTop - end) < 1) return false;
    this.#parts.motion.put(end);
    return true;
  }

  /** While the scroller moves it may grow but not shrink: that would stop it. */
  fit(slots: number, force = false): void {
    const { spacer, motion } = this.#parts;
    const px = spanOf(this.#base, slots) * this.rowPx;
    if (px === this.#spacerPx || (px < this.#spacerPx && !force && !motion.resting)) return;
    this.#spacerPx = px;
    spacer.style.height = `${px}px`;
  }

  #endsWith(slots: number): boolean {
    return this.#base + spanOf(this.#base, slots) >= slots;
  }
}
