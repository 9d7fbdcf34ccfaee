// The text of rows of the screen, for reading, not for showing: no styles.
import { cellWords } from '../terminal/cell.ts';
import type { CoreLine } from '../terminal/core.ts';
import { plainEnd, wrappedEnd } from '../transcript/row-ends.ts';

/** Characters of one text at most. */
const maxLength = 16 * 1024;

const combined = 0x200000;
const textBits = 0x3fffff;

interface Rows {
  get(row: number): CoreLine | undefined;
}

const ascii = Buffer.allocUnsafe(maxLength);

/** The rows [from, to] as one text, the last one up to the column `end`. */
export function textOfRows(lines: Rows, from: number, to: number, end: number): string {
  let text = '';
  for (let row = from; row <= to && text.length < maxLength; row++) {
    const line = lines.get(row);
    if (line === undefined) continue;
    const last = row === to;
    text += textOfRow(
      line,
      last ? Math.min(end, plainEnd(line)) : wrappedEnd(line, lines.get(row + 1)),
    );
  }
  return text;
}

function textOfRow(line: CoreLine, end: number): string {
  const data = line._data;
  let column = 0;
  for (; column < end; column++) {
    const text = (data[column * cellWords] as number) & textBits;
    if (text >= 0x80) break;
    ascii[column] = text === 0 ? 0x20 : text;
  }
  const plain = ascii.toString('latin1', 0, column);
  return column === end ? plain : plain + otherText(line, column, end);
}

function otherText(line: CoreLine, from: number, end: number): string {
  let all = '';
  for (let column = from; column < end; column++) {
    const content = line._data[column * cellWords] as number;
    const text = content & textBits;
    if (text === 0) {
      // The second half of a wide character has no width.
      if (content >>> 22 !== 0) all += ' ';
    } else if ((text & combined) !== 0) all += line._combined[column] ?? ' ';
    else all += String.fromCodePoint(text);
  }
  return all;
}
