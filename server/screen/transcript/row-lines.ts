// A buffer's rows as logical lines: soft wraps joined, encoded as the transcript keeps them. Lines too
// long for one are cut into pieces.
import { isNull, showsWhenBlank, styleOf } from '../terminal/cell.ts';
import type { CoreBuffer, CoreLine } from '../terminal/core.ts';
import type { Emulator } from '../terminal/emulator.ts';
import { LineEncoder, maxLineCells } from './encode.ts';
import type { Record } from './record.ts';

const maxLineRows = 512;

/** What the rows before `from` and behind `to` have to do with the lines between. */
interface Joins {
  /** The first line goes on with the one before it. */
  readonly continues?: boolean;
  /** So does the line that begins in this row. */
  readonly resumes?: number;
  /** The last one goes on in the row `to`. */
  readonly goesOn?: boolean;
}

export class RowLines {
  readonly #emulator: Emulator;
  readonly #encoder: LineEncoder;
  /** When a row got its last output. */
  readonly #timeOf: (row: number) => number | null;
  readonly #kind: 'normal' | 'alt';
  /** The line at hand: there are millions of them, and no two at once. */
  readonly #line = {
    kind: 'text' as const,
    bytes: Buffer.alloc(0) as Buffer,
    length: 0,
    cells: 0,
    ...{ wide: false, continues: false, goesOn: false },
    time: null as number | null,
  };

  constructor(
    emulator: Emulator,
    timeOf: (row: number) => number | null,
    kind: 'normal' | 'alt' = 'normal',
  ) {
    this.#emulator = emulator;
    this.#kind = kind;
    this.#encoder = new LineEncoder(emulator.core);
    this.#timeOf = timeOf;
  }

  get buffer(): CoreBuffer {
    return this.#emulator.core._bufferService.buffers[this.#kind];
  }

  /** A line's rows at most. */
  get maxRows(): number {
    return Math.max(1, Math.min(maxLineRows, Math.floor(maxLineCells / this.#emulator.cols)));
  }

  /** Each logical line of the rows [from, to). The record is used again for the next one. */
  each(from: number, to: number, take: (line: Record) => void, joins: Joins = {}): void {
    const { lines } = this.buffer;
    const encoder = this.#encoder;
    const line = this.#line;
    const most = this.maxRows;
    for (let start = from; start < to; ) {
      const end = this.endOf(start, Math.min(to, start + most));
      const isCut = end - start === most && lines.get(end)?.isWrapped === true;
      const first = start === from ? joins.continues === true : line.goesOn;
      line.continues = first || start === joins.resumes;
      line.goesOn = end < to ? isCut : joins.goesOn === true;
      encoder.encode(lines, start, end, line.goesOn);
      line.bytes = encoder.bytes;
      line.length = encoder.length;
      line.cells = encoder.cells;
      line.wide = encoder.wide;
      line.time = this.#timeOf(end - 1);
      take(line);
      start = end;
    }
  }

  /** Behind the last row, before `to`, of the line that this row belongs to. */
  endOf(row: number, to: number): number {
    const { lines } = this.buffer;
    let end = row + 1;
    while (end < to && lines.get(end)?.isWrapped) end++;
    return end;
  }

  /** The first row of the line that this row belongs to. */
  startOf(row: number): number {
    const { lines } = this.buffer;
    let start = row;
    while (start > 0 && lines.get(start)?.isWrapped) start--;
    return start;
  }

  /** Behind the last row of the screen that shows anything; `from` at least. */
  lastUsed(from: number): number {
    const { lines, ybase } = this.buffer;
    let end = ybase + this.#emulator.rows;
    while (end > Math.max(ybase, from) && !showsAnything(lines.get(end - 1))) end--;
    return end;
  }
}

function showsAnything(line: CoreLine | undefined): boolean {
  if (line === undefined) return false;
  for (let column = 0; column < line.length; column++) {
    if (!isNull(line, column) || showsWhenBlank(styleOf(line, column))) return true;
  }
  return false;
}
