// What a row is cut into before it is read.

export interface Token {
  readonly kind: 'word' | 'number' | 'clock' | 'bar' | 'sign';
  readonly start: number;
  readonly end: number;
  /** A word or sign as it stands. */
  readonly text: string;
  /** A number as it stands, or a clock in seconds. */
  readonly value: number;
  /** What is glued to a number: %, ms, GiB, it/s. */
  readonly unit: string;
}
