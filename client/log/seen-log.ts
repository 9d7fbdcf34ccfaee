// Keeps track of what was seen of one log on this device, and of what is new since: where the divider
// belongs, how many lines, warnings and errors came meanwhile.
import { signal } from '@preact/signals';
import type { LogQuery } from '../../server/protocol/log-page.ts';
import type { Link } from '../connection/link.ts';
import type { RowRange } from './range-cache.ts';
import type { Reading } from './reading.ts';
import { search } from './search.ts';
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
  /** Since then: among lines that had settled when the log was opened, and those that did since. */
  readonly trouble = signal<Trouble>(calm);
  readonly #parts: SeenLogParts;
  #mark: SeenMark | null;
  #counted: Trouble = calm;
  #base: Trouble = calm;
  #stop: () => void = () => undefined;
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
      this.#base = { errors: tail.errors, warnings: tail.warnings };
      const unseen = unseenSince(this.#mark, { epoch, lines, now: now() });
      if (unseen !== null) {
        this.unseen.value = unseen;
        this.#count(unseen.line);
      }
    }
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
    this.#stop();
  }

  /** The page is looked at again. */
  returned(): void {
    const away = this.#mark === null ? 0 : this.#parts.now() - this.#mark.at;
    if (away >= 60_000) this.#began = false;
  }

  /** The log began anew: nothing that was counted is there any more. */
  forget(): void {
    this.#stop();
    this.unseen.value = null;
    this.#counted = calm;
    this.#base = calm;
    this.#sum();
  }

  #write(): void {
    this.#writtenAt = this.#parts.now();
    if (this.#mark !== null) keptMarks.write(this.#parts.session, this.#mark);
  }

  #count(from: number): void {
    this.#counted = calm;
    const countKind = (kind: LogQuery['kind'], then: (count: number) => void) => {
      const { view } = this.#parts.reading;
      if (view === null) return;
      let count = 0;
      this.#stop = search({
        ...{ link: this.#parts.link, view, query: { kind, text: '' }, from },
        found: ({ lines, done }) => {
          count += lines.length;
          if (done) then(count);
        },
        failed: () => undefined,
      });
    };
    countKind('errors', (errors) => {
      this.#counted = { ...this.#counted, errors };
      this.#sum();
      countKind('warnings', (warnings) => {
        this.#counted = { ...this.#counted, warnings };
        this.#sum();
      });
    });
  }

  #sum(): void {
    const { errors, warnings } = this.#parts.reading.tail ?? calm;
    const since = {
      errors: this.#counted.errors + Math.max(0, errors - this.#base.errors),
      warnings: this.#counted.warnings + Math.max(0, warnings - this.#base.warnings),
    };
    const { errors: e, warnings: w } = this.trouble.value;
    if (since.errors !== e || since.warnings !== w) this.trouble.value = since;
  }
}
