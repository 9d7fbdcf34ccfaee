// From rows to pixels. A slot is a place one row high in the scroller: every row has one, and so has
// the divider. The scroller spans a window of slots, because browsers end at 33.5 million pixels; it
// begins at slot `base`. Arithmetic only.
import type { RowRange } from './range-cache.ts';

/** The most slots a scroller spans. */
export const windowSlots = 200_000;
/** This close to a window's edge it is time for another one. */
const edgeSlots = 20_000;

export interface Extent {
  /** Of the settled lines and the live ones together. */
  readonly rows: number;
  /** The row the divider stands above. */
  readonly divider: number | null;
}

export function slotsIn({ rows, divider }: Extent): number {
  return rows + (divider === null ? 0 : 1);
}

export function slotOf(row: number, { divider }: Extent): number {
  return row + (divider !== null && row >= divider ? 1 : 0);
}

/** The row in a slot; in the divider's slot, the row below it. */
export function rowIn(slot: number, { divider }: Extent): number {
  return divider !== null && slot > divider ? slot - 1 : slot;
}

/** The window to read `slot` in: the whole log if it fits, else half a window before it and room to grow. */
export function baseFor(slot: number, slots: number): number {
  return slots <= windowSlots ? 0 : Math.max(0, Math.floor(slot - windowSlots / 2));
}

/** Slots the scroller spans from `base` on. */
export function spanOf(base: number, slots: number): number {
  return Math.min(windowSlots, Math.max(0, slots - base));
}

/** Whether a window should be left for another one, when at rest. */
export function nearsEdge(base: number, top: number, slots: number): boolean {
  const atStart = base > 0 && top - base < edgeSlots;
  const end = base + spanOf(base, slots);
  return atStart || (end < slots && end - top < edgeSlots);
}

export interface DrawRequest {
  /** Rows on the screen now. */
  readonly visible: RowRange;
  /** -1 upwards, 1 downwards, 0 still. */
  readonly direction: -1 | 0 | 1;
  readonly rows: number;
}

/** The most rows in the page at once, on a screen that is not taller than that itself. */
export const mostDrawn = 140;

/** The rows to hold ready: most of them in the direction of movement. */
export function rowsToDraw({ visible, direction, rows }: DrawRequest): RowRange {
  const height = visible.to - visible.from;
  const spare = Math.max(20, Math.min(mostDrawn - height, height * 5));
  const above = Math.floor(spare * (direction < 0 ? 0.75 : direction > 0 ? 0.25 : 0.5));
  return within({ from: visible.from - above, to: visible.to + spare - above }, rows);
}

/** Whether what is drawn still reaches far enough around what is visible. */
export function isEnough(drawn: RowRange, { visible, direction, rows }: DrawRequest): boolean {
  const reach = (visible.to - visible.from) * 0.75;
  const above = direction > 0 ? 0 : reach;
  const below = direction < 0 ? 0 : reach;
  const wanted = within({ from: visible.from - above, to: visible.to + below }, rows);
  return drawn.from <= wanted.from && drawn.to >= wanted.to;
}

/** The rows to have at hand, drawn or not: several screens ahead, and at rest enough to set off. */
export function rowsToHold({ visible, direction, rows }: DrawRequest): RowRange {
  const height = visible.to - visible.from;
  const ahead = height * 8;
  const behind = height * 2;
  const above = direction < 0 ? ahead : behind;
  const below = direction > 0 ? ahead : behind;
  return within({ from: visible.from - above, to: visible.to + below }, rows);
}

function within({ from, to }: RowRange, rows: number): RowRange {
  return { from: Math.max(0, Math.floor(from)), to: Math.min(rows, Math.ceil(to)) };
}
