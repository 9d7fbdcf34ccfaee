// The last thing that stands on a session's screen, for its card: one line of plain text.
import { textOfRows } from '../rows/row-text.ts';
import type { Emulator } from '../terminal/emulator.ts';

const maxCharacters = 200;
/** Rows that one line is put together of. */
const maxRows = 20;

/** Rows above a screen that was cleared. */
const maxAbove = 100;

/** Null where nothing visible was written. */
export function lastLineOn({ core, size }: Emulator): string | null {
  const { lines, ybase } = core._bufferService.buffers.active;
  for (let row = ybase + size.rows - 1; row >= Math.max(0, ybase - maxAbove); row--) {
    const line = lines.get(row);
    if (line === undefined) continue;
    let first = row;
    while (first > 0 && row - first < maxRows && lines.get(first)?.isWrapped) first--;
    const text = textOfRows(lines, first, row, size.cols).trim();
    if (text !== '') return [...text.slice(0, 2 * maxCharacters)].slice(0, maxCharacters).join('');
    row = first;
  }
  return null;
}
