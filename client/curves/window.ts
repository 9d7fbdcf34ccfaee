// Which part of x is shown, and what fingers and keys make of it. Pure.
import { type Range, valueAt } from './plot.ts';

/** No closer than a thousandth of all. */
const closest = 1000;

export interface Zoom {
  /** How much closer than before; less than 1: farther. */
  readonly scale: number;
  /** The place that is held, 0 to 1 in the window before. */
  readonly from: number;
  /** Where it is now. */
  readonly to: number;
}

/** Null: all of it. */
export function zoomed(shown: Range, whole: Range, { scale, from, to }: Zoom): Range | null {
  const held = valueAt(shown, from);
  const all = whole.to - whole.from;
  const width = Math.max(all / closest, (shown.to - shown.from) / Math.max(1e-6, scale));
  if (width >= all) return null;
  const start = Math.min(whole.to - width, Math.max(whole.from, held - width * to));
  return { from: start, to: start + width };
}
