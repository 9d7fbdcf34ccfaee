// Lines as the program wrote them, out of the rows they were wrapped into; and where each character
// of one stands.
import type { IBuffer, Terminal } from '@xterm/xterm';

export interface LogicalLine {
  readonly text: string;
  /** The buffer's row it begins in. */
  readonly row: number;
  readonly rows: number;
}

/** The line that row is part of. */
export function lineAround(buffer: IBuffer, row: number): LogicalLine {
  let first = row;
  while (first > 0 && buffer.getLine(first)?.isWrapped) first--;
  let end = first + 1;
  while (end < buffer.length && buffer.getLine(end)?.isWrapped) end++;
  let text = '';
  for (let at = first; at < end; at++) {
    text += buffer.getLine(at)?.translateToString(at === end - 1) ?? '';
  }
  return { text, row: first, rows: end - first };
}

/** From a row of the buffer on, at most so many; nothing below the last one with text in it. */
export function linesFrom(buffer: IBuffer, row: number, most: number): LogicalLine[] {
  const last = lastUsedRow(buffer);
  const lines: LogicalLine[] = [];
  for (let at = row; at <= last && lines.length < most; ) {
    const line = lineAround(buffer, at);
    lines.push(line);
    at = line.row + line.rows;
  }
  return lines;
}

export function lastUsedRow(buffer: IBuffer): number {
  for (let row = buffer.length - 1; row >= 0; row--) {
    if (buffer.getLine(row)?.translateToString(true).trim()) return row;
  }
  return -1;
}

/** What stands before the cursor in its line. */
export function beforeCursor({ buffer }: Terminal): string {
  const { active } = buffer;
  const row = active.baseY + active.cursorY;
  const { row: first } = lineAround(active, row);
  let text = '';
  for (let at = first; at < row; at++) text += active.getLine(at)?.translateToString() ?? '';
  return text + (active.getLine(row)?.translateToString(false, 0, active.cursorX) ?? '');
}

/** How far into the line's text a cell is, in UTF-16 units. */
export function indexOfCell(
  buffer: IBuffer,
  line: LogicalLine,
  { row, col }: { row: number; col: number },
): number {
  let index = 0;
  for (let at = line.row; at < row; at++) {
    index += buffer.getLine(at)?.translateToString().length ?? 0;
  }
  return index + (buffer.getLine(row)?.translateToString(false, 0, col).length ?? 0);
}
