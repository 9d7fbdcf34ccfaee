// The lines this page holds of a log at one width, as disjoint stretches in order. Bounded: what is
// farthest from where one reads is let go first. Knows rows and lines, nothing of pixels or the wire.
import type { LogLine } from '../../server/protocol/log-page.ts';

export interface RowRange {
  /** First row in it, and the first one after it. */
  readonly from: number;
  readonly to: number;
}

type Stretch = LogLine[];

const mostUnits = 2_000_000;
/** What a line costs besides its text. */
const lineUnits = 120;

export class RangeCache {
  #stretches: Stretch[] = [];
  #units = 0;
  readonly #limit: number;

  constructor(limit = mostUnits) {
    this.#limit = limit;
  }

  clear(): void {
    this.#stretches = [];
    this.#units = 0;
  }

  /** Lines in ascending order without holes; they replace what was known of them. `near` is kept longest. */
  add(lines: readonly LogLine[], near: number): void {
    const first = lines[0];
    const last = lines.at(-1);
    if (first === undefined || last === undefined) return;
    const before: Stretch[] = [];
    const after: Stretch[] = [];
    let head: LogLine[] = [];
    let tail: LogLine[] = [];
    for (const stretch of this.#stretches) {
      const from = stretch[0]?.line ?? 0;
      const to = stretch.at(-1)?.line ?? 0;
      if (to < first.line - 1) before.push(stretch);
      else if (from > last.line + 1) after.push(stretch);
      else {
        if (from < first.line) head = stretch.slice(0, first.line - from);
        if (to > last.line) tail = stretch.slice(last.line + 1 - from);
      }
    }
    this.#stretches = [...before, head.concat(lines, tail), ...after];
    this.#units = this.#stretches.reduce((sum, stretch) => sum + unitsOf(stretch), 0);
    this.#trim(near);
  }

  /** Whole lines that touch rows [from, to), in order; holes are left out. */
  lines({ from, to }: RowRange): LogLine[] {
    const found: LogLine[] = [];
    for (const stretch of this.#stretches) {
      if (endRow(stretch) <= from || startRow(stretch) >= to) continue;
      for (let i = indexAt(stretch, from); i < stretch.length; i++) {
        const line = stretch[i];
        if (line === undefined || line.row >= to) break;
        found.push(line);
      }
    }
    return found;
  }

  /** The rows of [from, to) that are not held, in order. */
  missing({ from, to }: RowRange): RowRange[] {
    const holes: RowRange[] = [];
    let at = from;
    for (const stretch of this.#stretches) {
      const start = startRow(stretch);
      if (start >= to) break;
      if (start > at) holes.push({ from: at, to: start });
      at = Math.max(at, endRow(stretch));
    }
    if (at < to) holes.push({ from: at, to });
    return holes;
  }

  /** A line by its number. */
  line(number: number): LogLine | null {
    for (const stretch of this.#stretches) {
      const index = number - (stretch[0]?.line ?? 0);
      if (index >= 0 && index < stretch.length) return stretch[index] ?? null;
    }
    return null;
  }

  /** The line that row belongs to. */
  at(row: number): LogLine | null {
    return this.lines({ from: row, to: row + 1 })[0] ?? null;
  }

  #trim(near: number): void {
    while (this.#units > this.#limit) {
      const first = this.#stretches[0];
      const last = this.#stretches.at(-1);
      if (first === undefined || last === undefined) return;
      const fromStart = near - startRow(first) > endRow(last) - near;
      const stretch = fromStart ? first : last;
      const count = Math.max(1, stretch.length >> 2);
      const gone = fromStart ? stretch.splice(0, count) : stretch.splice(-count);
      this.#units -= unitsOf(gone);
      if (stretch.length === 0) this.#stretches = this.#stretches.filter((one) => one !== stretch);
      if (this.#stretches.length === 0) return;
    }
  }
}

function startRow(stretch: Stretch): number {
  return stretch[0]?.row ?? 0;
}

function endRow(stretch: Stretch): number {
  const last = stretch.at(-1);
  return last === undefined ? 0 : last.row + last.rows;
}

/** The index of the line that holds `row`, or the first one after it. */
function indexAt(stretch: Stretch, row: number): number {
  let low = 0;
  let high = stretch.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = stretch[middle];
    if (line !== undefined && line.row + line.rows <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}

function unitsOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, line) => sum + lineUnits + line.text.length, 0);
}
