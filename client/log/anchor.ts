// Where one reads, so that the place is found again when the text is wrapped or set anew.
import type { Reading } from './reading.ts';

/** Where one reads: a line, live or settled, how far into it in cells, and the part of a row above the edge. */
export interface Anchor {
  readonly line: number;
  readonly cells: number;
  readonly part: number;
}

/** Of what is drawn, and how many columns wide. */
interface Wrapped {
  readonly reading: Reading;
  readonly width: number;
}

/** Null where nothing has come yet. */
export function anchorAt(row: number, part: number, { reading, width }: Wrapped): Anchor | null {
  const line = reading.cache.at(row);
  const live = reading.live.find((one) => row >= one.row && row < one.row + one.rows);
  const number = line?.line ?? live?.number;
  const start = line?.row ?? live?.row;
  if (number === undefined || start === undefined) return null;
  return { line: number, cells: (row - start) * width, part };
}

/** Null when the line is not at hand. */
export function rowOf({ line, cells }: Anchor, { reading, width }: Wrapped): number | null {
  const found = reading.cache.line(line) ?? reading.liveLine(line);
  if (found === null) return null;
  const into = width === 0 ? 0 : Math.floor(cells / width);
  return found.row + Math.min(found.rows - 1, into);
}
