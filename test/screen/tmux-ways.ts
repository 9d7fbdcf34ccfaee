// Where tmux 3.3 decides otherwise than we do. Each way is tmux's decision, put in the place of ours
// for one comparison: text that is tmux's to the last character and colour then, differed by these
// decisions and by nothing else. Of two sensible answers neither is wrong; nobody but the oracle
// asks for them.
import { isNull, widthOf } from '../../server/screen/terminal/cell.ts';
import type { Core, CoreBuffer, CoreLine } from '../../server/screen/terminal/core.ts';

/**
 * A line feed that moves into the rest of a wrapped line begins a new line for us, since somebody
 * asked for one. For tmux both rows stay one line: once wrapped, it knows of no other line feed.
 */
export function lineFeedsJoin(core: Core): void {
  const handler = core._inputHandler as unknown as { lineFeed(): boolean };
  const lineFeed = handler.lineFeed.bind(handler);
  handler.lineFeed = () => {
    const { active } = core._bufferService.buffers;
    const next = active.lines.get(active.ybase + active.y + 1);
    const goesOn = active.y !== active.scrollBottom && next?.isWrapped === true;
    lineFeed();
    if (goesOn && next !== undefined) next.isWrapped = true;
    return true;
  };
}

interface Row extends CoreLine {
  copyCellsFrom(from: CoreLine, column: number, to: number, cells: number, back: boolean): void;
}

interface Rows {
  length: number;
  maxLength: number;
  get(row: number): Row | undefined;
  set(row: number, line: Row): void;
}

interface Buffer extends Omit<CoreBuffer, 'lines'> {
  resize(cols: number, rows: number): void;
  readonly lines: Rows;
  readonly markers: { line: number; dispose(): void }[];
  _cols: number;
  _rows: number;
}

interface Cursor {
  readonly row: number;
  readonly column: number;
}

/** All rows, of which the first ones are above the screen. */
interface Layout {
  readonly rows: Row[];
  readonly history: number;
  readonly cursor: Cursor;
}

/**
 * tmux's rows find another place than ours after a resize. It first changes the height, taking back
 * what had scrolled off the screen (though not what was cleared) whatever there is below the cursor;
 * then it wraps all rows anew, and the screen is the last of them, blank or not. A cursor whose row
 * is above the screen then goes to the first cell: with us it stays in its line.
 */
export function resizesAsTmux(core: Core): void {
  const normal = core._bufferService.buffers.normal as unknown as Buffer;
  const scrolled = countScrolled(core);
  const resize = normal.resize.bind(normal);
  normal.resize = (cols, rows) => {
    const [oldCols, oldRows] = [normal._cols, normal._rows];
    const shown = core._bufferService.buffers.active === (normal as unknown as CoreBuffer);
    if (!shown || (cols === oldCols && rows === oldRows)) {
      resize(cols, rows);
      return;
    }
    const before = layoutOf(normal);
    const higher = changedHeight(normal, before, rows, scrolled);
    const places: number[] = [];
    const after = cols === oldCols ? higher : wrappedAnew(normal, higher, [cols, rows], places);
    scrolled.rows = Math.min(scrolled.rows, after.history);
    show(normal, after, [cols, rows]);
    for (const marker of normal.markers)
      marker.line = cols === oldCols ? marker.line : (places[marker.line] ?? after.rows.length - 1);
    // The last one would put the cursor where we have it.
    normal.markers.at(-1)?.dispose();
  };
}

/** How many rows tmux would take back. */
function countScrolled(core: Core): { rows: number } {
  const service = core._bufferService;
  const scrolled = { rows: 0 };
  const scroll = service.scroll;
  service.scroll = (attributes, isWrapped) => {
    if (service.buffers.active === service.buffers.normal) scrolled.rows++;
    scroll.call(service, attributes, isWrapped);
  };
  core.registerCsiHandler({ final: 'J' }, ({ params }) => {
    const { active, normal } = service.buffers;
    const whole = params[0] === 2 || (params[0] === 0 && active.x === 0 && active.y === 0);
    if (active === normal && whole) scrolled.rows = 0;
    return false;
  });
  return scrolled;
}

function layoutOf(buffer: Buffer): Layout {
  const rows: Row[] = [];
  for (let row = 0; row < buffer.lines.length; row++) rows.push(buffer.lines.get(row) as Row);
  const cursor = { row: buffer.ybase + buffer.y, column: buffer.x };
  return { rows, history: buffer.ybase, cursor };
}

function changedHeight(
  buffer: Buffer,
  { rows: old, history, cursor }: Layout,
  height: number,
  scrolled: { rows: number },
): Layout {
  const rows = [...old];
  const lower = buffer._rows - height;
  const cutOff = Math.max(0, Math.min(lower, buffer._rows - 1 - buffer.y));
  const back = Math.min(scrolled.rows, history, Math.max(0, -lower));
  const up = Math.max(0, lower - cutOff);
  rows.length -= cutOff;
  scrolled.rows += up - back;
  const above = history + up - back;
  while (rows.length < above + height) rows.push(blankRow(buffer, buffer._cols));
  return { rows, history: above, cursor };
}

/** `places` gets the new row of each old one. */
function wrappedAnew(
  buffer: Buffer,
  { rows: old, cursor }: Layout,
  [cols, height]: [number, number],
  places: number[],
): Layout {
  const rows: Row[] = [];
  let found = cursor;
  for (let from = 0; from < old.length; ) {
    let to = from + 1;
    while (old[to]?.isWrapped) to++;
    const line = wrapped(buffer, old.slice(from, to), cols);
    if (cursor.row >= from && cursor.row < to) {
      const { row, column } = line.place(cursor.row - from, cursor.column);
      found = { row: rows.length + row, column };
    }
    for (let row = from; row < to; row++)
      places[row] = rows.length + Math.min(row - from, line.rows.length - 1);
    rows.push(...line.rows);
    from = to;
  }
  while (rows.length < height) rows.push(blankRow(buffer, cols));
  return { rows, history: rows.length - height, cursor: found };
}

/** One logical line at another width, and where its cells are then. */
function wrapped(buffer: Buffer, old: readonly Row[], cols: number) {
  const rows = [blankRow(buffer, cols)];
  const places: Cursor[][] = old.map(() => []);
  let column = 0;
  old.forEach((from, index) => {
    const used = usedCells(from, old[index + 1]);
    for (let cell = 0; cell < used; ) {
      const width = Math.max(1, widthOf(from, cell));
      if (column + width > cols) {
        rows.push(Object.assign(blankRow(buffer, cols), { isWrapped: true }));
        column = 0;
      }
      rows.at(-1)?.copyCellsFrom(from, cell, column, width, false);
      places[index]?.push(...Array(width).fill({ row: rows.length - 1, column }));
      column += width;
      cell += width;
    }
  });
  // Behind what a row shows is behind the line.
  const end = { row: rows.length - 1, column };
  return { rows, place: (row: number, at: number): Cursor => places[row]?.[at] ?? end };
}

function show(buffer: Buffer, { rows, history, cursor }: Layout, size: [number, number]): void {
  buffer.lines.maxLength = Math.max(buffer.lines.maxLength, rows.length);
  buffer.lines.length = rows.length;
  rows.forEach((row, index) => {
    buffer.lines.set(index, row);
  });
  [buffer._cols, buffer._rows] = size;
  buffer.ybase = buffer.ydisp = history;
  buffer.scrollTop = 0;
  buffer.scrollBottom = buffer._rows - 1;
  const lost = cursor.row < history;
  buffer.x = lost ? 0 : cursor.column;
  buffer.y = lost ? 0 : cursor.row - history;
}

/** Cells that something was written to; all of them if the next row goes on with the line. */
function usedCells(row: CoreLine, next: CoreLine | undefined): number {
  const blank = (column: number) => isNull(row, column) && widthOf(row, column) === 1;
  let used = row.length;
  if (next !== undefined) return blank(used - 1) && widthOf(next, 0) === 2 ? used - 1 : used;
  while (used > 0 && blank(used - 1)) used--;
  return used;
}

function blankRow(buffer: Buffer, cols: number): Row {
  const plain = { fg: 0, bg: 0, extended: { underlineColor: 0, urlId: 0, _ext: 0 } };
  const row = buffer.getBlankLine(plain as never, false) as Row;
  row.resize(cols, buffer.getNullCell());
  return row;
}
