// Where a row's text ends, read from xterm's packed words: once for every row there is.
import { cellWords } from '../terminal/cell.ts';
import type { CoreLine } from '../terminal/core.ts';

const nullCell = 1 << 22;
const spaceCell = nullCell | 0x20;

/** Behind the last cell of a row that is not plain blank. */
export function plainEnd(line: CoreLine): number {
  const data = line._data;
  let word = (line.length - 1) * cellWords;
  // Four cells at a time while they are null: most of a short line's row.
  while (word >= 3 * cellWords && isNullFour(data, word - 3 * cellWords)) word -= 4 * cellWords;
  while (word >= 0) {
    const content = data[word] as number;
    if (content !== nullCell && content !== spaceCell) break;
    if (((data[word + 1] as number) | (data[word + 2] as number)) !== 0) break;
    word -= cellWords;
  }
  return word / cellWords + 1;
}

function isNullFour(data: Uint32Array, word: number): boolean {
  const content =
    ((data[word] as number) ^ nullCell) |
    ((data[word + 3] as number) ^ nullCell) |
    ((data[word + 6] as number) ^ nullCell) |
    ((data[word + 9] as number) ^ nullCell);
  const look =
    (data[word + 1] as number) |
    (data[word + 2] as number) |
    (data[word + 4] as number) |
    (data[word + 5] as number) |
    (data[word + 7] as number) |
    (data[word + 8] as number) |
    (data[word + 10] as number) |
    (data[word + 11] as number);
  return (content | look) === 0;
}

/** A row that goes on in the next one ends where it is full: a wide character may not have fitted. */
export function wrappedEnd(line: CoreLine, next: CoreLine | undefined): number {
  const isNull = line._data[(line.length - 1) * cellWords] === nullCell;
  const wideNext = next !== undefined && (next._data[0] as number) >>> 22 === 2;
  return isNull && wideNext ? line.length - 1 : line.length;
}
