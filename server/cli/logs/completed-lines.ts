// Which lines of a growing log are complete and have not been given out yet: those that settled, and
// those on the screen that the cursor has left behind. Each is given out once, in order, so that
// what follows a program is the same lines as are read from its log later. Knows no files, no clock.
import type { LogLine } from '../../protocol/log-view.ts';

/** What a screen shows that has not settled. */
export interface OpenLines {
  /** A frame that has settled, and how often it came: the same may come again, and be counted. */
  readonly held: readonly LogLine[];
  /** All lines on the screen. */
  readonly shown: readonly LogLine[];
  /** The first of them, above the cursor's. */
  readonly passed: readonly LogLine[];
}

export class CompletedLines {
  /** So many of the first lines are not asked for. */
  #skipped: number;
  /** Of the held ones, and of the first on the screen, so many have been given out. */
  #heldGiven = 0;
  #shownGiven = 0;

  constructor(skipped: number) {
    this.#skipped = skipped;
  }

  /** Of what settled since the last time. */
  settled(lines: readonly LogLine[]): LogLine[] {
    if (lines.length === 0) return [];
    const news = lines.slice(this.#heldGiven);
    this.#heldGiven = 0;
    return this.#asked(this.#notShown(news));
  }

  /** Of what stands there, when the program has paused. */
  open({ held, shown, passed }: OpenLines): LogLine[] {
    const frame = held.filter(({ kind }) => kind !== 'repeat');
    let news = this.#notShown(frame.slice(this.#heldGiven));
    this.#heldGiven = Math.max(this.#heldGiven, frame.length);
    this.#shownGiven = Math.min(this.#shownGiven, shown.length);
    // Blank lines at the end belong to no log until something comes after them.
    const end = passed.findLastIndex((line) => !isText(line, '')) + 1;
    const complete = passed.slice(0, end);
    const mayRepeat = this.#shownGiven === 0 && begins(frame, complete);
    if (mayRepeat || end <= this.#shownGiven) return this.#asked(news);
    // How often the frame came is known when something else follows it.
    news = [...news, ...held.slice(this.#heldGiven), ...complete.slice(this.#shownGiven)];
    this.#heldGiven = held.length;
    this.#shownGiven = end;
    return this.#asked(news);
  }

  /** Without those that were given out when they stood on the screen. */
  #notShown(lines: readonly LogLine[]): LogLine[] {
    return lines.filter(({ kind }) => {
      const given = kind === 'text' && this.#shownGiven > 0;
      if (given) this.#shownGiven--;
      return !given;
    });
  }

  #asked(lines: readonly LogLine[]): LogLine[] {
    const skipped = Math.min(this.#skipped, lines.length);
    this.#skipped -= skipped;
    return lines.slice(skipped);
  }
}

/** The frame may be coming again, and would be counted. */
function begins(frame: readonly LogLine[], lines: readonly LogLine[]): boolean {
  return (
    lines.length <= frame.length &&
    lines.every((line, at) => line.kind === 'text' && isText(frame[at], line.text))
  );
}

function isText(line: LogLine | undefined, text: string): boolean {
  return line?.kind === 'text' && line.text === text;
}
