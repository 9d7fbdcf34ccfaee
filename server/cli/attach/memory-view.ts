// What a session's terminal shows, worked out in this process and kept in its memory alone: the
// files of the views are the gateway's to write. Begins at its last checkpoint, if there is one.
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { ScreenSnapshot } from '../../protocol/page.ts';
import type { Size } from '../../protocol/session.ts';
import { Source, type Step } from '../../screen/follow/source.ts';
import { paintTerminal, viewerSnapshot } from '../../screen/terminal/snapshot.ts';
import { readCheckpoints } from '../../screen/transcript/checkpoint.ts';
import { Derivation } from '../../screen/transcript/derive.ts';
import { linesDirectory } from '../../screen/transcript/generations.ts';
import type { LineStore } from '../../screen/transcript/transcript.ts';
import type { KeyModes } from '../send-keys/key-bytes.ts';
import { ScrolledRows } from './scrolled-rows.ts';
import { Skim } from './skim.ts';

export interface MemoryViewOptions {
  readonly outputDir: string;
  /** Output in [from, to) asked the terminal for `bytes`. */
  readonly onReply: (from: number, to: number, bytes: Uint8Array) => void;
}

/** A screen, and whether rows between what was shown before and what it begins with are left out. */
export interface CaughtUp {
  readonly snapshot: ScreenSnapshot;
  readonly hasHole: boolean;
}

interface Waiting {
  readonly to: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Further behind what is written now than this, output is skimmed. */
const mostBehindBytes = 2 * 1024 * 1024;
/** More rows than these have to be looked for in the log. */
const mostRowsAgain = 200;
/** A new size is told before it is in the log, as a rule moments; a disk may take longer. */
const sizeInLogWithinMs = 1000;
const lookAgainMs = 10;
const noLines: LineStore = { append: () => {} };

export class MemoryView {
  /** Output from here on is new: what it asks the terminal has not been answered. */
  freshFrom = Number.POSITIVE_INFINITY;
  readonly #onReply: MemoryViewOptions['onReply'];
  readonly #source: Source;
  readonly #derivation: Derivation;
  readonly #scrolled: ScrolledRows;
  #isReading = false;
  /** `advance` was called while reading. */
  #isMore = false;
  #waiting: Waiting[] = [];
  #closed = false;
  #end = 0;
  readonly #skimmer = new Skim();
  /** What the host has told last. */
  #size: Size | null = null;

  static async open(options: MemoryViewOptions): Promise<MemoryView> {
    const [stored = null] = await readCheckpoints(linesDirectory(options.outputDir));
    if (stored !== null) {
      try {
        const source = new Source(options.outputDir, stored.emulator.offset, stored.entryTime);
        return new MemoryView(options, source, new Derivation(noLines, stored));
      } catch {
        // Not to be trusted: the log itself is.
      }
    }
    return new MemoryView(options, new Source(options.outputDir, 0), new Derivation(noLines));
  }

  private constructor(options: MemoryViewOptions, source: Source, derivation: Derivation) {
    this.#onReply = options.onReply;
    this.#source = source;
    this.#derivation = derivation;
    this.#scrolled = new ScrolledRows(derivation.emulator);
  }

  /** The log goes to `end` at least. As often as is convenient. */
  advance(end: number): void {
    this.#end = Math.max(this.#end, end);
    if (this.#isReading) {
      this.#isMore = true;
      return;
    }
    this.#isReading = true;
    this.#read()
      // Who waits is told; nobody else needs to know.
      .catch((error: unknown) => {
        for (const { reject } of this.#waiting.splice(0)) reject(error);
      })
      .finally(() => {
        this.#isReading = false;
        if (this.#isMore && !this.#closed) this.advance(this.#end);
      });
  }

  /** Resolves with everything in it that was in the log when this was called: a flood goes on. */
  async current(): Promise<void> {
    const to = await this.#source.end();
    if (this.#derivation.emulator.fedTo >= to) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ to, resolve, reject });
      this.advance(to);
    });
  }

  /** The host has this size; the log will say so. */
  resized(size: Size): void {
    this.#size = size;
  }

  /** What the program has asked of the keyboard. */
  get keyModes(): KeyModes {
    const { applicationCursorKeys, applicationKeypad } =
      this.#derivation.emulator.core.coreService.decPrivateModes;
    return {
      applicationCursor: applicationCursorKeys === true,
      applicationKeypad: applicationKeypad === true,
    };
  }

  /**
   * With everything in it that was in the log when this was called, for a terminal that shows all
   * before `shownTo`: above the screen it has the rows that have scrolled off it since, as far as
   * they are kept. At the size that was told last: a terminal that has grown took rows back from its
   * scrollback, and those that a smaller screen lacks would be erased with them.
   */
  async screen(shownTo: number | null): Promise<CaughtUp> {
    await this.current();
    await this.#sized();
    const { emulator } = this.#derivation;
    this.#scrolled.note();
    const full = viewerSnapshot(emulator);
    const rows = shownTo === null ? Number.POSITIVE_INFINITY : this.#scrolled.since(shownTo);
    if (rows > mostRowsAgain) return { snapshot: full, hasHole: shownTo !== null };
    const data = new TextEncoder().encode(paintTerminal(emulator, rows));
    return { snapshot: { ...full, data }, hasHole: false };
  }

  close(): void {
    this.#closed = true;
    this.#source.close().catch(() => {});
    this.#tellReached(Number.POSITIVE_INFINITY);
  }

  async #sized(): Promise<void> {
    const { emulator } = this.#derivation;
    const giveUpAt = performance.now() + sizeInLogWithinMs;
    const differs = () =>
      this.#size !== null &&
      (this.#size.cols !== emulator.cols || this.#size.rows !== emulator.rows);
    while (differs() && !this.#closed && performance.now() < giveUpAt) {
      this.advance(this.#end);
      await delay(lookAgainMs);
    }
  }

  async #read(): Promise<void> {
    do {
      this.#isMore = false;
      for (let steps = await this.#source.next(); steps.length > 0; ) {
        if (this.#closed) return;
        const isTooMuch = this.#end - this.#derivation.emulator.fedTo > mostBehindBytes;
        for (const step of steps) {
          if (isTooMuch && step.kind === 'bytes' && step.from >= this.freshFrom) this.#skim(step);
          else this.#take(step);
        }
        this.#tellReached(this.#derivation.emulator.fedTo);
        // Keys are read between two stretches of a flood.
        await turn();
        steps = await this.#source.next();
      }
    } while (this.#isMore && !this.#closed);
    // There is no more, whatever was expected.
    this.#tellReached(Number.POSITIVE_INFINITY);
  }

  #tellReached(offset: number): void {
    const reached = this.#waiting.filter(({ to }) => to <= offset);
    this.#waiting = this.#waiting.filter(({ to }) => to > offset);
    for (const { resolve } of reached) resolve();
  }

  /** A flood is not drawn line by line: its end is what there will be to see. */
  #skim({ from, bytes }: Extract<Step, { kind: 'bytes' }>): void {
    const { emulator } = this.#derivation;
    emulator.feed(this.#skimmer.pass(bytes));
    emulator.skip(from + bytes.length);
    this.#scrolled.forget();
    this.#answer(from, bytes.length);
  }

  #take(step: Step): void {
    const { emulator } = this.#derivation;
    this.#derivation.take(step);
    this.#scrolled.note();
    if (step.kind === 'bytes') this.#answer(step.from, step.bytes.length);
    else emulator.takeAnswers();
  }

  #answer(from: number, length: number): void {
    const answers = this.#derivation.emulator.takeAnswers();
    if (answers === '' || from < this.freshFrom) return;
    this.#onReply(from, from + length, Buffer.from(answers));
  }
}
