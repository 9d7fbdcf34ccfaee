// What there is to scroll through, in pixels from the scroller's top. Pure arithmetic.
//
// history: the scrollback, then the screen, as far as it is higher than the view.
// still:   a full-screen program that did not ask for the mouse: its screen alone.
// wheel:   a program that asked for the mouse: its screen, and on both sides room to pull, which is
//          told to the program as turns of the wheel. So swipes have the browser's own momentum.

export type ScrollKind = 'history' | 'still' | 'wheel';

export interface Lengths {
  readonly kind: ScrollKind;
  /** Rows of scrollback. */
  readonly scrollback: number;
  readonly rows: number;
  readonly rowPx: number;
  /** The view's height. */
  readonly viewPx: number;
  /** The cursor's row on the screen, from 0. */
  readonly cursorRow: number;
}

/** More than a hand pulls without a pause: at rest there is the whole of it again. */
export const pullPx = 30_000;

/** What lies above the screen. */
export function abovePx({ kind, scrollback, rowPx }: Lengths): number {
  if (kind === 'wheel') return pullPx;
  return kind === 'history' ? scrollback * rowPx : 0;
}

/** By how much the screen is higher than the view. */
function hiddenPx({ rows, rowPx, viewPx }: Lengths): number {
  return Math.max(0, rows * rowPx - viewPx);
}

/** The height of everything. */
export function wholePx(lengths: Lengths): number {
  const { rows, rowPx, viewPx, kind } = lengths;
  const below = kind === 'wheel' ? pullPx : 0;
  return abovePx(lengths) + Math.max(viewPx, rows * rowPx) + below;
}

/** Where the end is: the screen, moved up by as much as the cursor's row needs to be seen. */
export function homePx(lengths: Lengths): number {
  const { cursorRow, rowPx, viewPx } = lengths;
  const belowFold = (cursorRow + 1) * rowPx - viewPx;
  return abovePx(lengths) + Math.min(hiddenPx(lengths), Math.max(0, belowFold));
}

/** How far beyond the screen the view was pulled: negative upwards. Of programs with a mouse only. */
export function pulledPx(top: number, lengths: Lengths): number {
  if (lengths.kind !== 'wheel') return 0;
  return top - onScreen(top, lengths);
}

/** The nearest place to `top` that shows nothing but the screen. */
export function onScreen(top: number, lengths: Lengths): number {
  const above = abovePx(lengths);
  return Math.min(above + hiddenPx(lengths), Math.max(above, top));
}
