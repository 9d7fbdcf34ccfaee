// When each row of the screen last changed, as well as marks of the time tell: at each mark only
// the cursor's row is noted. A row got its last output after the latest mark at which the cursor
// stood in it or above it.

interface Note {
  readonly row: number;
  readonly time: number;
}

export class RowTimes {
  /** Rows ascend, and so do times. */
  #notes: Note[] = [];

  /** From now on output goes to `row` and below. Rows count from the session's first one. */
  note(row: number, time: number): void {
    let keep = this.#notes.length;
    while (keep > 0 && (this.#notes[keep - 1]?.row ?? 0) >= row) keep--;
    this.#notes.length = keep;
    this.#notes.push({ row, time });
  }

  timeOf(row: number): number | null {
    for (let at = this.#notes.length - 1; at >= 0; at--) {
      const note = this.#notes[at];
      if (note !== undefined && note.row <= row) return note.time;
    }
    return null;
  }

  /** Rows before this one are asked for no more. */
  forgetBefore(row: number): void {
    let drop = 0;
    while ((this.#notes[drop + 1]?.row ?? Number.POSITIVE_INFINITY) <= row) drop++;
    if (drop > 0) this.#notes = this.#notes.slice(drop);
  }

  get notes(): readonly (readonly [row: number, time: number])[] {
    return this.#notes.map(({ row, time }) => [row, time]);
  }

  restore(notes: readonly (readonly [row: number, time: number])[]): void {
    this.#notes = notes.map(([row, time]) => ({ row, time }));
  }
}
