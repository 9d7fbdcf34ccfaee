// What one row says, before anybody asks what it means for the run.

/** A number with its name. */
export interface Pair {
  name: string;
  value: number;
  readonly unit: string;
  /** With = or : between, or as JSON has it. */
  readonly strong: boolean;
  readonly start: number;
  readonly end: number;
}

/** So many of so many, or a count alone. */
export interface Counter {
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
  readonly start: number;
  readonly end: number;
  /** Its name says that it counts a run: epoch, step, batch. */
  readonly noun: 'epoch' | 'step' | null;
  /** Of two steps the one with the lower number is more detailed. */
  readonly detail: number;
}

export interface Reading {
  /** The row, without its prefix. */
  readonly text: string;
  counters: Counter[];
  pairs: Pair[];
  /** The progress that a bar or a percentage shows. */
  bar: Bar | null;
  /** Seconds left, as printed. */
  eta: number | null;
  /** The part of the row that was understood. */
  coverage: number;
  /** It is about a validation. */
  isEval: boolean;
  isJson: boolean;
}

export interface Bar {
  readonly label: string;
  readonly done: number | null;
  readonly total: number | null;
  readonly fraction: number | null;
  readonly unit: string;
  /** A bar is drawn, or the row has a form that progress alone has. Else it has to move before it counts. */
  readonly strong: boolean;
}
