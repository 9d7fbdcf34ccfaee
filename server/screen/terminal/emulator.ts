// One session's terminal: output bytes in, a screen out. It stands between sequences always, so
// that whatever is taken from it can be continued with the bytes from `offset` on. Knows nothing
// of files, processes or viewers.
import { isAscii } from 'node:buffer';
import unicode11 from '@xterm/addon-unicode11';
import { ControlStrings } from '../../protocol/control-strings.ts';
import type { OwnedSize } from '../../protocol/host.ts';
import type { Origin } from '../../protocol/without-c1.ts';
import { type Core, coreOf, Terminal } from './core.ts';
import { installGuard } from './guard.ts';
import { resizeKeepingCursor } from './keep-cursor.ts';
import { installPlainPrint } from './plain-print.ts';
import { installQueries } from './queries.ts';
import { keepSavedBrush, keepSavedCursor } from './saved-cursor.ts';

/** Rows kept above the screen: what a viewer gets of the past, and what a resize can pull back. */
export const scrollbackRows = 1000;
/** Rows that may stand above the screen for the moment of a resize. */
export const resizingRows = 20_000;
const maxTitleLength = 1024;
const cancel = Buffer.from('\x18');
const nothing = Buffer.alloc(0);

/** What is in the parser's hands. */
interface Parsing {
  readonly bytes: Buffer;
  /** Where the output that it was made of stands: `origins` are relative to `from`. */
  readonly from: number;
  readonly origins: readonly Origin[];
}

export class Emulator {
  readonly core: Core;
  readonly #terminal: Terminal;
  #size: OwnedSize;
  #fedTo: number;
  readonly strings = new ControlStrings();
  parsing: Parsing = { bytes: nothing, from: 0, origins: [] };
  #title = '';
  #answers = '';

  constructor(size: OwnedSize, offset = 0) {
    this.#size = size;
    this.#fedTo = offset;
    this.#terminal = new Terminal({
      cols: size.cols,
      rows: size.rows,
      scrollback: scrollbackRows,
      reflowCursorLine: true,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.#terminal.loadAddon(new unicode11.Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.core = coreOf(this.#terminal);
    const answer = (text: string) => {
      this.#answers += text;
    };
    installQueries(this.core, answer);
    installGuard(this.core);
    installPlainPrint(this.core);
    keepSavedCursor(this.core);
    keepSavedBrush(this.core);
    this.#terminal.onData(answer);
    this.#terminal.onTitleChange((title) => {
      this.#title = title.slice(0, maxTitleLength);
    });
  }

  /** The first byte that is not yet in the screen. */
  get offset(): number {
    return this.#fedTo - this.strings.heldBytes;
  }

  /** The first byte that has not been fed: the next `feed` starts here. */
  get fedTo(): number {
    return this.#fedTo;
  }

  get size(): OwnedSize {
    return this.#size;
  }

  get title(): string {
    return this.#title;
  }

  /** Rows of the screen as xterm has them: at least 2 columns. */
  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get newlineMode(): boolean {
    return this.#terminal.options.convertEol ?? false;
  }

  get cursorBlinks(): boolean {
    return this.#terminal.options.cursorBlink ?? false;
  }

  get alternate(): boolean {
    const { active, alt } = this.core._bufferService.buffers;
    return active === alt;
  }

  /** The output that starts at `fedTo`. */
  feed(bytes: Uint8Array): void {
    const from = this.#fedTo;
    this.#fedTo += bytes.length;
    this.#parse(asBuffer(this.strings.push(bytes)), from);
  }

  /** No more output comes: what was held back is all there is. */
  finish(): void {
    this.#parse(asBuffer(this.strings.finish()), this.#fedTo);
  }

  /** Output up to `to` is missing: an unfinished sequence before it stays unfinished. */
  skip(to: number): void {
    this.strings.cancel();
    this.#fedTo = to;
    this.#parse(cancel, to);
  }

  /**
   * Narrower lines take more rows than are kept otherwise: all are there while `rewrapped` runs,
   * then the oldest go.
   */
  resize(size: OwnedSize, rewrapped: () => void = () => {}): void {
    this.#size = size;
    resizeKeepingCursor(this.core, () => {
      this.#terminal.options.scrollback = resizingRows;
      this.#terminal.resize(size.cols, size.rows);
      rewrapped();
      this.#terminal.options.scrollback = scrollbackRows;
    });
    // xterm lets the alternate buffer keep a larger screen's room, and scroll into it.
    const { alt, active } = this.core._bufferService.buffers;
    if (alt !== active) alt.lines.maxLength = this.rows;
  }

  /** Forgets the oldest rows above the screen. */
  dropRows(rows: number): void {
    const { normal } = this.core._bufferService.buffers;
    normal.lines.trimStart(rows);
    normal.ybase -= rows;
    normal.ydisp -= rows;
    normal.savedY = Math.max(0, normal.savedY - rows);
  }

  /** Somebody else decides the size now, and it stays. */
  rename(owner: string): void {
    this.#size = { ...this.#size, owner };
  }

  /** What the fed output asked the terminal for, since this was last called. */
  takeAnswers(): string {
    const answers = this.#answers;
    this.#answers = '';
    return answers;
  }

  /** Calls back whenever the normal buffer is shown again. */
  onNormalBuffer(listener: () => void): void {
    this.#terminal.buffer.onBufferChange(({ type }) => {
      if (type === 'normal') listener();
    });
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  /** xterm drops invalid UTF-8; people expect to see that something was there. */
  #parse(bytes: Buffer, from: number): void {
    this.parsing = { bytes, from, origins: this.strings.origins };
    try {
      this.core._inputHandler.parse(isAscii(bytes) ? bytes : bytes.toString('utf8'));
    } catch {
      // A bug of xterm's, met by some odd sequence. The screen stays usable; the sequence is lost.
      this.core._inputHandler._parser.reset();
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
