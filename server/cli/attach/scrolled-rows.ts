// How many rows have scrolled off the screen since a terminal was at some offset: what it has to
// be given again, above the screen, so that its own scrollback has neither a hole nor a row twice.
import type { Emulator } from '../../screen/terminal/emulator.ts';

interface Mark {
  readonly offset: number;
  /** The screen's, then. */
  readonly rows: number;
  /** Follows the row that was the screen's first one then. */
  readonly marker: { readonly line: number; dispose(): void };
}

/** A terminal is behind by less than so many pieces of output, or too far to be given rows. */
const mostMarks = 256;

export class ScrolledRows {
  readonly #emulator: Emulator;
  #marks: Mark[] = [];

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** The emulator has taken everything before its offset. */
  note(): void {
    const { offset } = this.#emulator;
    if (this.#marks.at(-1)?.offset === offset) return;
    const { normal } = this.#emulator.core._bufferService.buffers;
    this.#marks.push({ offset, rows: this.#emulator.rows, marker: normal.addMarker(normal.ybase) });
    if (this.#marks.length > mostMarks) this.#marks.shift()?.marker.dispose();
  }

  /** Rows are missing from here on: nothing before can be counted. */
  forget(): void {
    for (const { marker } of this.#marks.splice(0)) marker.dispose();
  }

  /** Infinity when it is too long ago to know. */
  since(offset: number): number {
    const mark = this.#marks.findLast((one) => one.offset <= offset);
    const line = mark?.marker.line ?? -1;
    if (mark === undefined || line < 0) return Number.POSITIVE_INFINITY;
    const { ybase } = this.#emulator.core._bufferService.buffers.normal;
    // A terminal that has grown may have taken rows back from its scrollback: they are erased too.
    const takenBack = Math.min(line, Math.max(0, this.#emulator.rows - mark.rows));
    return Math.max(0, ybase - line + takenBack);
  }
}
