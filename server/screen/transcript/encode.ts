// Rows of cells to one line's bytes as the transcript keeps them: the text in UTF-8, then, if any
// of it is styled, a NUL and the runs of styles (see parseStyles in protocol/log-view.ts). Goes
// over every cell of every line once, so it reads xterm's packed words itself.
import { blankShows, cellWords, linkOf, sgrOf, showsWhenBlank, styleOf } from '../terminal/cell.ts';
import type { Core, CoreLine } from '../terminal/core.ts';
import { plainEnd, wrappedEnd } from './row-ends.ts';
import { Runs } from './runs.ts';

/** A line's cells at most: longer logical lines are kept in pieces. */
export const maxLineCells = 16 * 1024;
/** One cell's characters in UTF-8 at most: hostile output piles up combining ones. */
const maxCellBytes = 64;
const maxAddressLength = 2000;
/** Of one line's links together, as they are kept; the text behind them links nothing. */
const maxAddressesLength = 4096;

const combined = 0x200000;
const textBits = 0x3fffff;
const extended = 0x10000000;
const space = 0x20;
const nullCell = 1 << 22;

interface Rows {
  get(row: number): CoreLine | undefined;
}

export class LineEncoder {
  readonly #core: Core;
  readonly #runs = new Runs();
  #bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  #length = 0;
  #units = 0;
  #columns = 0;
  /** Cells at the end so far that show nothing: a byte, a unit and a column each. */
  #blanks = 0;
  #fg = 0;
  #bg = 0;
  /** The run's style shows on blanks too: it must not go on over blanks of another style. */
  #runShows = false;
  #wide = false;
  /** Characters of the line's addresses so far. */
  #addresses = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Columns the line takes. */
  get cells(): number {
    return Math.min(this.#columns, maxLineCells);
  }

  /** Characters of two columns are among them. */
  get wide(): boolean {
    return this.#wide;
  }

  /** Holds the line's bytes from its start on: `length` of them, good until the next line. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  /** The line that the rows [from, to) of a buffer make; `goesOn`: in the row `to`. */
  encode(lines: Rows, from: number, to: number, goesOn: boolean): void {
    this.#reset();
    for (let row = from; row < to; row++) {
      const line = lines.get(row);
      if (line === undefined) continue;
      const isLast = row === to - 1 && !goesOn;
      this.#row(line, isLast ? plainEnd(line) : wrappedEnd(line, lines.get(row + 1)));
    }
    if (!goesOn) this.#dropBlanks();
    this.#finish();
  }

  #reset(): void {
    this.#length = this.#units = this.#columns = this.#blanks = this.#addresses = 0;
    this.#runs.reset();
    this.#fg = this.#bg = 0;
    this.#runShows = this.#wide = false;
  }

  #row(line: CoreLine, end: number): void {
    this.#reserve(end);
    const data = line._data;
    for (let column = 0; column < end; column++) {
      column = this.#letters(data, column, end);
      if (column < end) this.#cell(line, column);
    }
  }

  /** The usual case, ASCII of one look with blanks between, as long as it lasts; where it ends. */
  #letters(data: Uint32Array, from: number, end: number): number {
    // As 32 bits with a sign, once: the loop is most of the work there is.
    const fg = this.#fg | 0;
    const bg = this.#bg | 0;
    if ((bg & extended) !== 0) return from;
    const bytes = this.#bytes;
    const lowest = this.#runShows ? space + 1 : space;
    let at = this.#length;
    let blanks = this.#blanks;
    const endWord = end * cellWords;
    let word = from * cellWords;
    for (; word < endWord; word += cellWords) {
      const letter = (data[word] as number) ^ nullCell;
      if ((((data[word + 1] as number) ^ fg) | ((data[word + 2] as number) ^ bg)) !== 0) break;
      if (letter < lowest || letter >= 0x80) break;
      bytes[at++] = letter;
      blanks = letter === space ? blanks + 1 : 0;
    }
    const taken = at - this.#length;
    const column = from + taken;
    this.#length += taken;
    this.#units += taken;
    this.#columns += taken;
    this.#blanks = blanks;
    return column;
  }

  #cell(line: CoreLine, column: number): void {
    const word = column * cellWords;
    const content = line._data[word] as number;
    const fg = line._data[word + 1] as number;
    const bg = line._data[word + 2] as number;
    const text = content & textBits;
    const blank = text === 0 || text === space;
    this.#columns++;
    // The second half of a wide character.
    if (text === 0 && content >>> 22 === 0) return;
    if (blank && ((fg | bg) === 0 || !this.#shows(line, column, fg, bg))) {
      if (this.#runShows) this.#plain();
      this.#bytes[this.#length++] = space;
      this.#units++;
      this.#blanks++;
      return;
    }
    if (fg !== this.#fg || bg !== this.#bg || (bg & extended) !== 0)
      this.#look(line, column, fg, bg);
    this.#blanks = 0;
    if (blank || text < 0x80) {
      this.#bytes[this.#length++] = blank ? space : text;
      this.#units++;
      return;
    }
    this.#characters(line, column, text);
    if (content >>> 22 === 2) this.#wide = true;
  }

  #dropBlanks(): void {
    this.#length -= this.#blanks;
    this.#units -= this.#blanks;
    this.#columns -= this.#blanks;
  }

  #finish(): void {
    this.#plain();
    const runs = this.#runs.length;
    if (runs === 0) return;
    this.#reserve(runs);
    this.#bytes[this.#length++] = 0;
    this.#runs.copy(this.#bytes, this.#length);
    this.#length += runs;
  }

  #plain(): void {
    this.#runs.plain(this.#units);
    this.#fg = this.#bg = 0;
    this.#runShows = false;
  }

  #shows(line: CoreLine, column: number, fg: number, bg: number): boolean {
    if ((bg & extended) === 0) return blankShows(fg, bg);
    const style = styleOf(line, column);
    // A link goes on over the blanks in it, and not over those behind it.
    return showsWhenBlank(style) || linkOf(this.#core, style) !== null;
  }

  #look(line: CoreLine, column: number, fg: number, bg: number): void {
    if ((fg | bg) === 0) this.#runs.plain(this.#units);
    else if ((bg & extended) === 0) this.#runs.style(this.#units, fg, bg);
    else this.#runs.written(this.#units, this.#extendedSgr(line, column));
    this.#fg = fg;
    this.#bg = bg;
    this.#runShows = (fg | bg) !== 0 && this.#shows(line, column, fg, bg);
  }

  #extendedSgr(line: CoreLine, column: number): string {
    const style = styleOf(line, column);
    const link = linkOf(this.#core, style);
    return sgrOf(style) + (link === null ? '' : this.#address(link.uri));
  }

  #address(uri: string): string {
    const address = encodeAddress(uri);
    this.#addresses += address.length;
    return this.#addresses > maxAddressesLength ? '' : `@${address}`;
  }

  #characters(line: CoreLine, column: number, text: number): void {
    let chars =
      (text & combined) === 0 ? String.fromCodePoint(text) : (line._combined[column] ?? ' ');
    if (chars.length * 3 > maxCellBytes)
      chars = [...chars.slice(0, maxCellBytes)].slice(0, 10).join('');
    this.#reserve(line.length - column);
    this.#length += this.#bytes.write(chars, this.#length, 'utf8');
    this.#units += chars.length;
  }

  #reserve(bytes: number): void {
    const need = this.#length + bytes + maxCellBytes;
    if (need <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(need * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** ASCII without the marks that divide runs. */
function encodeAddress(uri: string): string {
  try {
    return encodeURIComponent(uri.slice(0, maxAddressLength));
  } catch {
    return '';
  }
}
