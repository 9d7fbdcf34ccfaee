// What was printed since the cursor last left a row: where it began and how far it reached.

/** Rows count from the session's first one. */
export interface Unit {
  from: number;
  /** Where in its first row it began. */
  readonly column: number;
  to: number;
  /** How far it reached in its last row. */
  end: number;
  offset: number;
  time: number | null;
}

/** Printing begins in `row` at `x`; behind the last column it goes to the next row. */
export function beginUnit(row: number, x: number, cols: number): Unit {
  const isFull = x >= cols;
  const from = isFull ? row + 1 : row;
  const column = isFull ? 0 : x;
  return { from, column, to: from, end: column, offset: 0, time: null };
}

/** The cursor is in `row` at `x` now. */
export function extendUnit(unit: Unit, row: number, x: number, wraps: boolean): void {
  // Where nothing scrolls, what does not fit begins the same row again.
  if (row > unit.to || wraps) unit.end = x;
  else if (x > unit.end) unit.end = x;
  if (row > unit.to) unit.to = row;
}

/** Rows of a scroll region that begins at `top` have gone up, and those above it have not. */
export function moveUnitUp(unit: Unit, top: number): void {
  unit.from = Math.max(top, unit.from - 1);
  unit.to--;
}
