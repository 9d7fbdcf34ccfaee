// Where lines stand when a log is wrapped at a width: row numbers to line numbers and back, for
// millions of lines, from the cell counts in the transcript's index. Sums are kept for every
// block of lines; the lines within one are counted when needed.
import type { LineFiles } from '../transcript/line-files.ts';
import { indexBytes, readEntry, readLine } from '../transcript/record.ts';
import { rowsOfCells, rowsOfWideText } from './wide.ts';

const blockLines = 256;
/** Lines read at once: a multiple of a block. */
const stretchLines = 64 * blockLines;

export class RowIndex {
  readonly #files: LineFiles;
  readonly #width: number;
  #firstLine = 0;
  /** Rows before each whole block, and at last before the first line not in one. */
  #sums: number[] = [0];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(files: LineFiles, width: number) {
    this.#files = files;
    this.#width = width;
  }

  /** Rows that the lines before `line` take. */
  rowsBefore(line: number): Promise<number> {
    return this.#inTurn(async () => {
      await this.#extend((next) => next + blockLines > line);
      const block = Math.min(
        this.#sums.length - 1,
        Math.floor((line - this.#firstLine) / blockLines),
      );
      const from = this.#firstLine + block * blockLines;
      const rows = await this.#rowsOf(from, line);
      return rows.reduce((sum, one) => sum + one, this.#sums[block] ?? 0);
    });
  }

  /** The line that `row` belongs to, and the row that it starts in. */
  lineAt(row: number): Promise<{ readonly line: number; readonly row: number }> {
    return this.#inTurn(async () => {
      await this.#extend((_, rows) => rows > row);
      const block = this.#blockOf(row);
      let line = this.#firstLine + block * blockLines;
      let start = this.#sums[block] ?? 0;
      for (const rows of await this.#rowsOf(line, line + blockLines)) {
        if (start + rows > row) break;
        start += rows;
        line++;
      }
      return { line, row: start };
    });
  }

  /**
   * Counts whole blocks of lines until they are enough, or all: a flood may settle lines faster than
   * they are counted. Lines that are kept no more start it anew.
   */
  async #extend(isEnough: (next: number, rows: number) => boolean): Promise<void> {
    if (this.#files.firstLine !== this.#firstLine) {
      this.#firstLine = this.#files.firstLine;
      this.#sums = [0];
    }
    for (;;) {
      const from = this.#firstLine + (this.#sums.length - 1) * blockLines;
      if (isEnough(from, this.#sums.at(-1) ?? 0)) return;
      const whole = Math.floor((this.#files.endLine - from) / blockLines) * blockLines;
      if (whole === 0) return;
      const rows = await this.#rowsOf(from, from + Math.min(whole, stretchLines));
      for (let at = 0; at + blockLines <= rows.length; at += blockLines) {
        let sum = this.#sums.at(-1) ?? 0;
        for (let i = at; i < at + blockLines; i++) sum += rows[i] ?? 1;
        this.#sums.push(sum);
      }
    }
  }

  #blockOf(row: number): number {
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#sums[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Rows of each of the lines [from, to), as far as there are any. */
  async #rowsOf(from: number, to: number): Promise<number[]> {
    const rows: number[] = [];
    while (from + rows.length < to) {
      const stretch = await this.#files.index(from + rows.length, to - from - rows.length);
      if (stretch === null) break;
      const { segment, records, start } = stretch;
      let text: Buffer | null = null;
      let at = start;
      for (let record = 0; record < records.length; record += indexBytes) {
        const entry = readEntry(records, record);
        if (entry.wide) {
          text ??= await this.#files.text(
            segment,
            start,
            readEntry(records, records.length - indexBytes).end,
          );
          const line = readLine(text.subarray(at - start, entry.end - 1 - start), entry);
          rows.push(line.kind === 'text' ? rowsOfWideText(line.text, this.#width) : 1);
        } else rows.push(rowsOfCells(entry.cells, this.#width));
        at = entry.end;
      }
    }
    return rows;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}
