// A growing log as lines, each given out when it is complete, with the time of its arrival.
import type { LogLine } from '../../protocol/log-view.ts';
import { lastOf } from '../../screen/log-view/read-lines.ts';
import { SettledLog } from '../../screen/settled-log.ts';
import { lineOfRecord } from '../../screen/transcript/transcript.ts';
import { CompletedLines, type OpenLines } from './completed-lines.ts';
import { type Followed, untilOver } from './until-over.ts';

/**
 * A program that has written nothing for so long has drawn what it was drawing. Bars below each
 * other go a line down and up again in between.
 */
const pauseMs = 50;
/** One that never pauses: what it has passed by is given out all the same. */
const longestMs = 1000;

export async function* followedLines(parts: Followed): AsyncGenerator<LogLine[]> {
  const log = await SettledLog.open(parts);
  const pause = new Pause(() => parts.bell.ring());
  try {
    const completed = yield* begin(log, parts.last);
    for await (const _ of untilOver(parts)) {
      for await (const lines of log.news()) {
        yield completed.settled(lines);
      }
      if (pause.isOver(log.derivation.emulator.fedTo)) yield completed.open(openLines(log));
    }
    yield completed.settled(log.end());
  } finally {
    pause.close();
    await log.close();
  }
}

/** What there is already. */
async function* begin(
  log: SettledLog,
  last: number | undefined,
): AsyncGenerator<LogLine[], CompletedLines> {
  if (last === undefined) {
    yield* log.batches();
    return new CompletedLines(0);
  }
  let kept: LogLine[] = [];
  for await (const lines of log.batches()) kept = lastOf([...kept, ...lines], Math.max(1, last));
  const all = [...kept, ...log.openLines()];
  const completed = new CompletedLines(all.length - lastOf(all, last).length);
  yield completed.settled(kept);
  return completed;
}

function openLines({ derivation: { transcript, settler } }: SettledLog): OpenLines {
  return {
    held: transcript.held.map(lineOfRecord),
    shown: settler.unsettled().map(lineOfRecord),
    passed: settler.unsettled(true).map(lineOfRecord),
  };
}

/** Tells when a program has written nothing for a moment, or written on for long. */
class Pause {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #end = -1;
  #since: number | null = null;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** `end` is where its output ends now. True once for every pause. */
  isOver(end: number): boolean {
    if (end === this.#end) {
      const over = this.#since !== null && this.#timer === undefined;
      if (over) this.#since = null;
      return over;
    }
    this.#end = end;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ring();
    }, pauseMs);
    const now = performance.now();
    this.#since ??= now;
    const long = now - this.#since > longestMs;
    if (long) this.#since = now;
    return long;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
