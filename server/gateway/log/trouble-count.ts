// How many lines of one log look like warnings and like errors, from a line on: exact, by ranges of
// lines, however many settle at a time and whether or not anybody looks meanwhile.
import type { LogSize, LogTrouble } from '../../protocol/log-view.ts';
import type { SessionLogView } from '../../screen/session-log-view.ts';

export interface TroubleCounts {
  readonly warnings: number;
  readonly errors: number;
}

export class TroubleCount {
  readonly #log: Pick<SessionLogView, 'trouble'>;
  readonly #changed: () => void;
  #epoch: string | null = null;
  #endLine = 0;
  /** Of the lines before `to`. */
  #counted = { warnings: 0, errors: 0, to: 0 };
  #busy = false;
  #closed = false;

  /** Calls `changed` when there are others to tell. */
  constructor(log: Pick<SessionLogView, 'trouble'>, changed: () => void) {
    this.#log = log;
    this.#changed = changed;
  }

  get counts(): TroubleCounts {
    const { warnings, errors } = this.#counted;
    return { warnings, errors };
  }

  /** Lines before this one count no more. */
  since(line: number): void {
    this.#counted = { warnings: 0, errors: 0, to: Math.min(line, this.#endLine) };
    void this.#count();
  }

  /** What has settled before the first call is no news, unless `since` says so. */
  grown({ epoch, endLine }: LogSize): void {
    if (epoch !== this.#epoch) this.#counted = { warnings: 0, errors: 0, to: endLine };
    this.#epoch = epoch;
    this.#endLine = endLine;
    void this.#count();
  }

  close(): void {
    this.#closed = true;
  }

  async #count(): Promise<void> {
    if (this.#busy || this.#closed || this.#counted.to >= this.#endLine) return;
    this.#busy = true;
    const before = this.#counted;
    const to = this.#endLine;
    const found = await this.#log.trouble(before.to, to).catch(() => null);
    this.#busy = false;
    // Counted from another line on meanwhile, or the session is gone.
    if (found !== null && this.#counted === before && !this.#closed) this.#add(found, to);
    if (found !== null) void this.#count();
  }

  #add({ warnings, errors }: LogTrouble, to: number): void {
    const before = this.#counted;
    this.#counted = { warnings: before.warnings + warnings, errors: before.errors + errors, to };
    if (warnings + errors > 0) this.#changed();
  }
}
