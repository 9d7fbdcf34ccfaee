// Reads an old log's run after the fact: its lines were written down before anybody watched, or by a
// version that understood less. From the raw bytes where all are there, and then it comes to the
// very same; else from the lines, which have lost what was overwritten.
import { reduce } from '../../watch/reduce.ts';
import { emptyState } from '../../watch/state.ts';
import { Source, type Step } from '../follow/source.ts';
import { readLines } from '../log-view/read-lines.ts';
import { groundState } from '../terminal/core.ts';
import { Derivation } from '../transcript/derive.ts';
import type { LineFiles } from '../transcript/line-files.ts';
import { lineOfRecord } from '../transcript/transcript.ts';
import { entriesOfLines, feedFrom } from './rows-of-lines.ts';
import { RunWatch, type StoredWatch } from './run-watch.ts';

/** What is being followed: reading again is done when it has got as far. */
export interface Followed {
  readonly derivation: Derivation;
  readonly lines: LineFiles;
  readonly entryTime: () => number | null;
}

export interface Rereading {
  /** What there is by now. */
  readonly stored: StoredWatch;
  /** Of all there is to read, 0 to 1. */
  readonly read: number;
  /** Reads the next stretch. `done`: it is where `followed` is; `waits`: there is nothing to read just now. */
  next(): Promise<'on' | 'waits' | 'done'>;
  close(): Promise<void>;
}

/** `feeding`: a slice that starts here is about to be fed to an emulator. */
export class BytesAgain implements Rereading {
  readonly #followed: Followed;
  readonly #feeding: (from: number) => void;
  readonly #source: Source;
  readonly #derivation: Derivation;
  readonly #watch: RunWatch;
  #lines = 0;

  constructor(outputDirectory: string, followed: Followed, feeding: (from: number) => void) {
    this.#followed = followed;
    this.#feeding = feeding;
    this.#source = new Source(outputDirectory, 0);
    this.#derivation = new Derivation({ append: () => void this.#lines++ });
    this.#watch = new RunWatch(this.#derivation, () => this.#lines);
  }

  get stored(): StoredWatch {
    return this.#watch.stored;
  }

  get read(): number {
    const { fedTo } = this.#followed.derivation.emulator;
    return Math.min(1, this.#derivation.emulator.fedTo / Math.max(1, fedTo));
  }

  async next(): Promise<'on' | 'waits' | 'done'> {
    const steps = await this.#source.next();
    for (const step of steps) this.#take(step);
    if (steps.length > 0) return 'on';
    const { derivation, entryTime } = this.#followed;
    const { emulator } = derivation;
    const isThere =
      emulator.fedTo === this.#derivation.emulator.fedTo && entryTime() === this.#source.entryTime;
    // In the midst of a sequence whoever reads it has to have seen its beginning.
    const isBetween =
      derivation.ended || emulator.core._inputHandler._parser.currentState === groundState;
    return isThere && isBetween ? 'done' : 'waits';
  }

  async close(): Promise<void> {
    await this.#source.close();
    this.#derivation.emulator.dispose();
  }

  #take(step: Step): void {
    if (step.kind === 'bytes') this.#feeding(step.from);
    this.#watch.before(step);
    this.#derivation.take(step);
    this.#derivation.emulator.takeAnswers();
    this.#watch.after();
  }
}

/** Lines read at once. */
const stretchLines = 2000;

export class LinesAgain implements Rereading {
  readonly #followed: Followed;
  readonly #state = emptyState();
  readonly #from: number;
  #at: number;

  constructor(followed: Followed) {
    this.#followed = followed;
    this.#from = this.#at = followed.lines.firstLine;
  }

  get stored(): StoredWatch {
    const { derivation, lines } = this.#followed;
    const open = lines.endLine + derivation.transcript.held.length;
    return { state: this.#state, feed: feedFrom(open - derivation.settler.firstOpen) };
  }

  get read(): number {
    const all = this.#followed.lines.endLine - this.#from;
    return all <= 0 ? 1 : (this.#at - this.#from) / all;
  }

  async next(): Promise<'on' | 'waits' | 'done'> {
    const { lines, derivation } = this.#followed;
    const end = Math.min(lines.endLine, this.#at + stretchLines);
    const found = await readLines(lines, this.#at, end);
    reduce(this.#state, entriesOfLines(found, this.#at));
    // What is gone in the meantime is passed over.
    this.#at = found.length === 0 ? end : this.#at + found.length;
    if (this.#at < lines.endLine) return 'on';
    const { transcript, settler } = derivation;
    const open = [...transcript.held, ...settler.unsettled(!derivation.ended)].map(lineOfRecord);
    reduce(this.#state, entriesOfLines(open, this.#at));
    return 'done';
  }

  async close(): Promise<void> {}
}
