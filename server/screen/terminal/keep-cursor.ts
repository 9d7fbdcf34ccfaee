// A resize wraps lines anew. xterm moves the rows and leaves the cursor's column as it was, so that
// what a program goes on to write would land somewhere else in its line. Here the cursor stays
// behind the cell it was behind.
import { isNull, widthOf } from './cell.ts';
import type { Core, CoreBuffer, CoreLine } from './core.ts';

/** Runs `resize`, which changes the terminal's size. */
export function resizeKeepingCursor(core: Core, resize: () => void): void {
  const { normal, active } = core._bufferService.buffers;
  const { cols } = core._bufferService;
  const row = normal.ybase + normal.y;
  const start = lineStart(normal, row);
  let cells = normal.x;
  for (let at = start; at < row; at++) cells += filledCells(normal, at);
  const pending = normal.x === cols;
  const marker = normal.addMarker(start);
  resize();
  const { line } = marker;
  marker.dispose();
  if (active === normal && line >= 0 && core._bufferService.cols !== cols)
    place(core, normal, line, cells, pending);
}

/** Puts the cursor so many cells behind the start of the line that begins in row `start`. */
function place(
  core: Core,
  buffer: CoreBuffer,
  start: number,
  cells: number,
  pending: boolean,
): void {
  const { cols, rows } = core._bufferService;
  let row = start;
  let left = cells;
  while (left >= cols && buffer.lines.get(row + 1)?.isWrapped) {
    left -= filledCells(buffer, row);
    row++;
  }
  // Behind a full row: it waits there if it waited before, else the row was made full just now.
  buffer.x = Math.min(left, pending || left === cols ? cols : cols - 1);
  buffer.y = Math.min(Math.max(0, row - buffer.ybase), rows - 1);
}

function lineStart(buffer: CoreBuffer, row: number): number {
  let start = row;
  while (start > 0 && buffer.lines.get(start)?.isWrapped) start--;
  return start;
}

/** Cells of a row that goes on in the next one: a wide character may not have fitted at its end. */
function filledCells(buffer: CoreBuffer, row: number): number {
  const line = buffer.lines.get(row) as CoreLine;
  const next = buffer.lines.get(row + 1);
  const last = line.length - 1;
  const short =
    isNull(line, last) && widthOf(line, last) === 1 && next !== undefined && widthOf(next, 0) === 2;
  return short ? last : line.length;
}
