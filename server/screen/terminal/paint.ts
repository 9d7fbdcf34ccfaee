// Escape codes that paint rows of cells into an empty terminal: text, attributes, links and which
// row continues the one above. Places the cursor nowhere: that is the snapshot's.
import {
  backgroundOnly,
  isNull,
  linkOf,
  plainStyle,
  type Style,
  sameStyle,
  sgrOf,
  showsWhenBlank,
  styleOf,
  textOf,
  widthOf,
} from './cell.ts';
import type { Core, CoreLine } from './core.ts';

/** Of all links' addresses in one painting; what comes behind them links nothing. */
const maxAddressesLength = 256 * 1024;

export class Painter {
  readonly #core: Core;
  readonly #cols: number;
  readonly #parts: string[] = [];
  #style: Style = plainStyle;
  #link = '';
  #addresses = 0;
  /** Columns the cursor has yet to move right: at a row's end it need not. */
  #behind = 0;

  constructor(core: Core) {
    this.#core = core;
    this.#cols = core._bufferService.cols;
  }

  get text(): string {
    return this.#parts.join('');
  }

  raw(text: string): void {
    this.#parts.push(text);
  }

  /** Rows from the cursor's on, which stands in column 0. The last one is not ended. */
  rows(lines: readonly CoreLine[]): void {
    let wrapped = false;
    lines.forEach((line, at) => {
      if (wrapped && isNull(line, 0)) this.#erase(1);
      this.#row(line, 0);
      const next = lines[at + 1];
      if (next === undefined) return;
      wrapped = next.isWrapped;
      if (wrapped) this.#wrap(line);
      else this.#newLine();
    });
    this.#behind = 0;
    this.style(plainStyle);
  }

  /** One cell at the cursor. Nothing must come after it if it is to be the last one printed. */
  cell(line: CoreLine, column: number): void {
    const style = styleOf(line, column);
    const text = textOf(line, column);
    this.style(style);
    // A lone combining character: it would join what was printed before it, were it not for the SGR.
    if (text !== '' && widthOf(line, column) === 0) this.raw(`\x1b[0;${sgrOf(style)}m`);
    this.raw(text || ' ');
  }

  style(style: Style): void {
    const link = linkOf(this.#core, style);
    this.#setLink(link === null ? ';' : `${link.id && `id=${link.id}`};${link.uri}`);
    if (sameStyle(style, this.#style)) return;
    const sgr = sgrOf(style);
    this.raw(sgr === '' ? '\x1b[m' : `\x1b[0;${sgr}m`);
    this.#style = style;
  }

  #setLink(wanted: string): void {
    if (wanted === (this.#link || ';')) return;
    const isAffordable = this.#addresses + wanted.length <= maxAddressesLength;
    const address = isAffordable ? wanted : ';';
    if (address !== (this.#link || ';')) this.raw(`\x1b]8;${address}\x1b\\`);
    this.#addresses += address.length;
    this.#link = address;
  }

  #row(line: CoreLine, from: number): void {
    const end = Math.min(line.length, this.#cols);
    this.#behind = 0;
    for (let column = from; column < end; ) {
      const style = styleOf(line, column);
      if (
        isNull(line, column) &&
        (!showsWhenBlank(style) || sameStyle(style, backgroundOnly(style)))
      ) {
        column += this.#blanks(line, column, end);
      } else {
        this.#catchUp();
        const isLast = column === end - 2 && isCutInHalf(line, column);
        if (isLast) this.#cutInHalf(line, column);
        else this.cell(line, column);
        if (isLast) return;
        column += Math.max(1, widthOf(line, column));
      }
    }
  }

  /** What comes behind the last column without wrapping takes the place of the half before it. */
  #cutInHalf(line: CoreLine, column: number): void {
    this.raw('\x1b[?7l');
    this.cell(line, column);
    // One that finds no room for both its halves leaves a blank.
    if (isNull(line, column + 1)) this.cell(line, column);
    else this.cell(line, column + 1);
    this.raw('\x1b[?7h');
  }

  /** Blanks of one background from `column` on; how many. */
  #blanks(line: CoreLine, column: number, end: number): number {
    const background = backgroundOnly(styleOf(line, column));
    let at = column + 1;
    while (at < end && isNull(line, at) && sameStyle(styleOf(line, at), background)) at++;
    if (background.bg !== 0) {
      this.#catchUp();
      this.style(background);
      this.raw(`\x1b[${at - column}X`);
    }
    this.#behind += at - column;
    return at - column;
  }

  #catchUp(): void {
    if (this.#behind > 0) this.raw(`\x1b[${this.#behind}C`);
    this.#behind = 0;
  }

  #newLine(): void {
    // A row scrolled in takes the background in force.
    if (backgroundOnly(this.#style).bg !== 0) this.style(plainStyle);
    this.raw('\r\n');
  }

  /** Only a character that finds no room wraps: one is printed for it, and blanks filled up before. */
  #wrap(line: CoreLine): void {
    const blanks = this.#behind;
    this.style(plainStyle);
    this.raw(' '.repeat(blanks + 1));
    if (blanks > 0) {
      const column = this.#cols - blanks;
      this.raw(`\x1b[A\x1b[${column + 1}G\x1b[${blanks}X`);
      this.#row(line, column);
      this.style(plainStyle);
      this.raw('\x1b[B');
    }
    this.raw('\r');
  }

  #erase(columns: number): void {
    this.style(plainStyle);
    this.raw(`\x1b[${columns}X`);
  }
}

/** A wide character of whose two cells the second is something else. */
function isCutInHalf(line: CoreLine, column: number): boolean {
  return widthOf(line, column) === 2 && widthOf(line, column + 1) !== 0;
}
