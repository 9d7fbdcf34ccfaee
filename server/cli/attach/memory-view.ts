// What a session's terminal shows, worked out in this process and kept in its memory alone: the
// files of the views are the gateway's to write. Begins at its last checkpoint, if there is one.
import { setImmediate as turn } from 'node:timers/promises';
import type { ScreenSnapshot } from '../../protocol/page.ts';
import { Source, type Step } from '../../screen/follow/source.ts';
import { paintTerminal, viewerSnapshot } from '../../screen/terminal/snapshot.ts';
import { readCheckpoints } from '../../screen/transcript/checkpoint.ts';
import { Derivation } from '../../screen/transcript/derive.ts';
import type { LineStore } from '../../screen/transcript/transcript.ts';
import type { KeyModes } from '../send-keys/key-bytes.ts';
import { ScrolledRows } from './scrolled-rows.ts';

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

/** More rows than these have to be looked for in the log. */
const mostRowsAgain = 200;
const noLines: LineStore = { append: () => {} };

export class MemoryView {
  /** Output from here on is new: what it asks the terminal has not been answered. */
  freshFrom = Number.POSITIVE_INFINITY;
  readonly #onReply: MemoryViewOptions['onReply'];
  readonly #source: Source;
  readonly #derivation: Derivation;
  readonly #scrolled: ScrolledRows;
  #reading: Promise<void> = Promise.resolve();
  #waiting = false;
  #closed = false;

  static async open(options: MemoryViewOptions): Promise<MemoryView> {
    const [stored = null] = await readCheckpoints(options.outputDir);
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

  /** There is more in the log. As often as is convenient. */
  advance(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#reading = this.#reading.catch(() => {}).then(() => this.#read());
    // Who asks for the screen is told; nobody else needs to know.
    this.#reading.catch(() => {});
  }

  /** Resolves with everything in it that was in the log when this was called. */
  async current(): Promise<void> {
    this.advance();
    await this.#reading;
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
   * they are kept.
   */
  async screen(shownTo: number | null): Promise<CaughtUp> {
    await this.current();
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
    this.#reading.then(() => this.#source.close()).catch(() => {});
  }

  async #read(): Promise<void> {
    this.#waiting = false;
    while (!this.#closed) {
      const steps = await this.#source.next();
      if (steps.length === 0) return;
      for (const step of steps) this.#take(step);
      // Keys are read between two stretches of a flood.
      await turn();
    }
  }

  #take(step: Step): void {
    const { emulator } = this.#derivation;
    this.#derivation.take(step);
    this.#scrolled.note();
    const answers = emulator.takeAnswers();
    if (answers === '' || step.kind !== 'bytes' || step.from < this.freshFrom) return;
    this.#onReply(step.from, step.from + step.bytes.length, Buffer.from(answers));
  }
}
