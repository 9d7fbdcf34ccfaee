// Which rows of a flood are read. Reading one takes ten times as long as printing it, so of more rows
// than anybody could follow a sample is read: stretches of neighbours, further and further apart.
// The last ones before the output pauses are read always, and those with words of trouble in them.
// Depends on the rows, their bytes and the marks of time alone.

/** Rows that are read in full, and how many more of them each second allows. */
const [maxRows, rowsPerSecond] = [1024, 128];
/** The same for rows with words of trouble in them. */
const [maxTroubled, troubledPerSecond] = [1024, 64];
/** Rows in a stretch, as a power of two; stretches from each doubling of what was printed. */
const [stretchBits, stretches] = [5, 1];
/** What follows words of trouble is read as well: the rest of a traceback. */
const rowsAfterTrouble = 64;

export interface FloodState {
  readonly rows: number;
  readonly troubled: number;
  readonly beyond: number;
  readonly readOn: number;
  readonly time: number | null;
}

export class Flood {
  #rows = maxRows;
  #troubled = maxTroubled;
  /** Rows since all that may be read in full were. */
  #beyond = 0;
  #readOn = 0;
  #time: number | null = null;

  /** Without times nothing is known of a flood, and all is read. */
  mark(time: number): void {
    const seconds = this.#time === null ? 0 : Math.max(0, time - this.#time) / 1000;
    this.#time = time;
    this.#rows = Math.min(maxRows, this.#rows + seconds * rowsPerSecond);
    this.#troubled = Math.min(maxTroubled, this.#troubled + seconds * troubledPerSecond);
    this.#beyond = 0;
  }

  /** More rows have come than are read in full: it matters what is in them. */
  get isOn(): boolean {
    return this.#time !== null && this.#rows < 1;
  }

  /** Whether the next row is to be read. */
  reads(isTroubled: boolean): boolean {
    if (this.#time === null) return true;
    if (this.#rows >= 1) {
      this.#rows--;
      return true;
    }
    if (isTroubled && this.#troubled >= 1) {
      this.#troubled--;
      this.#readOn = rowsAfterTrouble;
      return true;
    }
    const row = this.#beyond++;
    if (this.#readOn > 0) {
      this.#readOn--;
      return true;
    }
    const octave = 31 - Math.clz32((row >> stretchBits) / stretches);
    return octave < 0 || ((row >> stretchBits) & ((1 << octave) - 1)) === 0;
  }

  get state(): FloodState {
    return {
      rows: this.#rows,
      troubled: this.#troubled,
      beyond: this.#beyond,
      readOn: this.#readOn,
      time: this.#time,
    };
  }

  restore({ rows, troubled, beyond, readOn, time }: FloodState): void {
    this.#rows = rows;
    this.#troubled = troubled;
    this.#beyond = beyond;
    this.#readOn = readOn;
    this.#time = time;
  }
}
