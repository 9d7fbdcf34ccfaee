// Which line of the log each row of the screen is: counted from the nearest row whose line is known.
import type { CoreLine } from '../terminal/core.ts';

/** A row that is no settled line yet, and which line it will be. */
export interface Settled {
  readonly row: number;
  readonly line: number;
}

export class LineNumbers {
  /** A row, of all since the session began, whose line is known. */
  anchor: Settled | null = null;
  readonly #firstOpen: () => Settled;

  /** `firstOpen`: the first row of the buffer that has not settled. */
  constructor(firstOpen: () => Settled) {
    this.#firstOpen = firstOpen;
  }

  /** Rows may come to be other lines. */
  forget(): void {
    this.anchor = null;
  }

  /** Of a row, of all since the session began; the first `gone` of them have left the buffer. */
  of(place: number, gone: number, lines: { get(row: number): CoreLine | undefined }): number {
    let { row: at, line } = this.#nearest(gone);
    for (; at < place; at++) if (!lines.get(at + 1 - gone)?.isWrapped) line++;
    for (; at > place; at--) if (!lines.get(at - gone)?.isWrapped) line--;
    this.anchor = { row: place, line: Math.max(0, line) };
    return this.anchor.line;
  }

  /** Rows that have gone from the buffer cannot be counted. */
  #nearest(gone: number): Settled {
    if (this.anchor !== null && this.anchor.row >= gone) return this.anchor;
    const { row, line } = this.#firstOpen();
    return { row: row + gone, line };
  }
}
