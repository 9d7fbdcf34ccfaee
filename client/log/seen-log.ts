// Keeps track of what was seen of one log on this device, and of what is new since: where the divider
// belongs, how many lines, warnings and errors came meanwhile.
import { signal } from '@preact/signals';
import type { Link } from '../connection/link.ts';
import type { RowRange } from './range-cache.ts';
import type { Reading } from './reading.ts';
import {
  keptMarks,
  laterMark,
  parseMark,
  type SeenMark,
  type Unseen,
  unseenSince,
} from './seen.ts';

export interface Trouble {
  readonly errors: number;
  readonly warnings: number;
}

export interface SeenLogParts {
  readonly link: Link;
  /** The session's id. */
  readonly session: string;
  readonly reading: Reading;
  now(): number;
}

const writeEveryMs = 2000;
const calm: Trouble = { errors: 0, warnings: 0 };

export class SeenLog {
  readonly unseen = signal<Unseen | null>(null);
  /** Since then, or since the log was opened: as the gateway counts them. */
  readonly trouble = signal<Trouble>(calm);
  readonly #parts: SeenLogParts;
  #mark: SeenMark | null;
  /** Counted from this line on; null until a tail says where the log ends. */
  #from: number | null = null;
  /** The view that was told so. */
  #told: number | null = null;
  #began = false;
  #writtenAt = 0;

  constructor(parts: SeenLogParts) {
    this.#parts = parts;
    this.#mark = parseMark(keptMarks.read(parts.session));
  }

  /** A tail came: the first one after an absence tells what is new. */
  tailed(): void {
    const { reading, now } = this.#parts;
    const { tail } = reading;
    if (tail === null) return;
    if (!this.#began) {
      this.#began = true;
      const { epoch, lines } = tail.shape;
      const unseen = unseenSince(this.#mark, { epoch, lines, now: now() });
      if (unseen !== null) {
        this.unseen.value = unseen;
        this.#from = unseen.line;
        this.#told = null;
        this.trouble.value = calm;
      }
    }
    this.#ask(tail.shape.lines);
    this.#sum();
  }

  /** Rows on the screen now. */
  shown({ to }: RowRange): void {
    const { reading, now } = this.#parts;
    const { shape } = reading.tail ?? {};
    if (!this.#began || shape === undefined || document.visibilityState === 'hidden') return;
    const last = to >= shape.rows ? shape.lines : (reading.cache.at(to - 1)?.line ?? 0);
    this.#mark = laterMark(this.#mark, { epoch: shape.epoch, line: last, at: now() });
    if (now() - this.#writtenAt > writeEveryMs) this.#write();
  }

  /** The page is hidden or left: what is on the screen was seen until now. */
  left(visible: RowRange): void {
    this.shown(visible);
    if (this.#mark !== null && this.#began) {
      this.#mark = { ...this.#mark, at: this.#parts.now() };
      this.#write();
    }
  }

  /** The page is looked at again. */
  returned(): void {
    const away = this.#mark === null ? 0 : this.#parts.now() - this.#mark.at;
    if (away >= 60_000) this.#began = false;
  }

  /** The log began anew: nothing that was counted is there any more. */
  forget(): void {
    this.unseen.value = null;
    this.#from = this.#told = null;
    this.trouble.value = calm;
  }

  #write(): void {
    this.#writtenAt = this.#parts.now();
    if (this.#mark !== null) keptMarks.write(this.#parts.session, this.#mark);
  }

  /** Each view of the log begins to count anew: a lost connection must not lose any. */
  #ask(lines: number): void {
    const { link, reading } = this.#parts;
    this.#from ??= lines;
    if (reading.view === null || reading.view === this.#told) return;
    this.#told = reading.view;
    link.tell('log:since', { view: reading.view, line: this.#from });
  }

  #sum(): void {
    const { errors, warnings } = this.#parts.reading.tail ?? calm;
    const { errors: e, warnings: w } = this.trouble.value;
    // Until a new view has counted as far as the one before it, there are no fewer.
    if (errors > e || warnings > w)
      this.trouble.value = { errors: Math.max(e, errors), warnings: Math.max(w, warnings) };
  }
}
