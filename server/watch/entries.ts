// What the watch reads, in the order in which it happened: rows of the terminal once the cursor has
// left them, and what programs tell the terminal on purpose.

/** Where something stands in a session's output, and when it arrived. */
export interface Position {
  /** The offset just behind it. */
  readonly offset: number;
  /** Its line in the log. */
  readonly line: number;
  /** In milliseconds since 1970, null where nobody noted the time. */
  readonly time: number | null;
}

/** A row of the screen, with the rows it was wrapped from, as it was when the cursor left it. */
export interface Row extends Position {
  readonly kind: 'row';
  readonly text: string;
  /** Rows since the session began: says which rows are above which. */
  readonly place: number;
  /** By how many rows the cursor went up from here: then this row is one of a block. */
  readonly up: number;
}

/** OSC 9;4: progress that a program reports to its terminal. */
interface Reported extends Position {
  readonly kind: 'reported';
  readonly state: 'cleared' | 'normal' | 'error' | 'indeterminate' | 'paused';
  readonly percent: number | null;
}

/** OSC 9, 777 and 99: a notification that a program asks for. */
interface Notified extends Position {
  readonly kind: 'notified';
  readonly title: string;
  readonly text: string;
}

/** OSC 133: a shell's prompt begins, ends, its command starts, has ended. */
interface Marked extends Position {
  readonly kind: 'marked';
  readonly mark: 'prompt' | 'input' | 'output' | 'done';
  readonly exitCode: number | null;
}

interface Rang extends Position {
  readonly kind: 'rang';
}

export type Entry = Row | Reported | Notified | Marked | Rang;

/** What an entry tells, without where. */
export type Signal =
  | Omit<Reported, keyof Position>
  | Omit<Notified, keyof Position>
  | Omit<Marked, keyof Position>
  | Omit<Rang, keyof Position>;
