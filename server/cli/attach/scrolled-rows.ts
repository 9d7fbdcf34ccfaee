// How many rows have scrolled off the screen since a terminal was at some offset: what it has to
// be given again, above the screen, so that its own scrollback has neither a hole nor a row twice.
import type { Emulator } from '../../screen/terminal/emulator.ts';

interface Mark {
  readonly offset: number;
  /** Follows the row that was the screen's first one then. */
  readonly marker: { readonly line: number; dispose(): void };
}

/** Bytes between two marks at least, but for the latest: what may be given twice. */
const spacingBytes = 4096;
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
    const last = this.#marks.at(-1);
    const before = this.#marks.at(-2);
    if (last?.offset === offset) return;
    // The latest is always kept: nothing scrolls while nobody types.
    if (before !== undefined && offset - before.offset < spacingBytes) {
      last?.marker.dispose();
      this.#marks.pop();
    }
    const { normal } = this.#emulator.core._bufferService.buffers;
    this.#marks.push({ offset, marker: normal.addMarker(normal.ybase) });
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
    const { ybase } = this.#emulator.core._bufferService.buffers.normal;
    return line < 0 ? Number.POSITIVE_INFINITY : Math.max(0, ybase - line);
  }
}
