// Whether the scroller is being moved, by a finger or by its momentum: nobody may write its position
// meanwhile, for that would stop it dead. Tells once when it has come to rest.

/** Without a scroll event for this long, with no finger down, momentum is over. */
export const restMs = 120;

export interface MotionParts {
  readonly scroller: HTMLElement;
  now(): number;
  /** Scrolled by the person, not by us. */
  scrolled(): void;
  rested(): void;
}

export class Motion {
  readonly #parts: MotionParts;
  readonly #end: () => void;
  #touches = 0;
  #movedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Where we put the scroller ourselves, null once the person moved it on. */
  #written: number | null = null;

  constructor(parts: MotionParts) {
    this.#parts = parts;
    const { scroller } = parts;
    this.#written = scroller.scrollTop;
    const scroll = () => this.#scroll();
    const touched = (event: TouchEvent) => this.#touch(event.touches.length);
    const begin = (event: TouchEvent) => {
      touched(event);
      // On the target itself: what was touched may have left the page when the finger is lifted.
      event.target?.addEventListener('touchend', touched as EventListener, { once: true });
      event.target?.addEventListener('touchcancel', touched as EventListener, { once: true });
    };
    scroller.addEventListener('scroll', scroll, { passive: true });
    scroller.addEventListener('touchstart', begin, { passive: true });
    this.#end = () => {
      scroller.removeEventListener('scroll', scroll);
      scroller.removeEventListener('touchstart', begin);
      clearTimeout(this.#timer);
    };
  }

  get resting(): boolean {
    return this.#touches === 0 && this.#parts.now() - this.#movedAt >= restMs;
  }

  get touched(): boolean {
    return this.#touches > 0;
  }

  /** Puts the scroller somewhere. Whoever calls has made sure that it rests, or was asked to by a tap. */
  put(top: number): void {
    const { scroller } = this.#parts;
    scroller.scrollTop = top;
    this.#written = scroller.scrollTop;
  }

  close(): void {
    this.#end();
  }

  #scroll(): void {
    const { scroller, now, scrolled } = this.#parts;
    if (this.#written !== null && Math.abs(scroller.scrollTop - this.#written) < 1) return;
    this.#written = null;
    this.#movedAt = now();
    this.#restLater();
    scrolled();
  }

  #touch(touches: number): void {
    // A finger that stops momentum or is about to begin it: either way it is the person's turn.
    this.#touches = touches;
    this.#movedAt = this.#parts.now();
    this.#restLater();
  }

  #restLater(): void {
    clearTimeout(this.#timer);
    if (this.#touches > 0) return;
    this.#timer = setTimeout(() => {
      if (this.resting) this.#parts.rested();
      else this.#restLater();
    }, restMs + 5);
  }
}
