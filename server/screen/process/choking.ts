// What becomes of output that a view process died of: the slice that is to blame is remembered beside
// its log, and its session is suspect from then on: the others need not wait for it twice.
import { addSkipped } from '../follow/skipped.ts';
import { Blame } from './blame.ts';
import type { Progress } from './progress.ts';

export class Choking {
  readonly #log: (message: string) => void;
  readonly #blame = new Blame();
  readonly #suspects = new Set<string>();

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** A view process is gone. `directoryOf` tells a session's output folder. */
  died(
    slice: Progress['slice'],
    certain: boolean,
    directoryOf: (id: string) => string | undefined,
  ): void {
    if (slice !== null) this.#suspects.add(slice.id);
    const guilty = this.#blame.judge(slice, certain);
    const directory = guilty === null ? undefined : directoryOf(guilty.id);
    if (guilty === null || directory === undefined) {
      this.#log('The view process died and was replaced.');
      return;
    }
    const { id, from } = guilty;
    this.#log(`Output of session ${id} at byte ${from} choked the view process; it is skipped.`);
    try {
      addSkipped(directory, from);
    } catch (error) {
      this.#log(`That could not be recorded: ${String(error)}`);
    }
  }

  /** A view process died over this session's output, or may have. */
  isSuspect(id: string): boolean {
    return this.#suspects.has(id);
  }

  forget(id: string): void {
    this.#suspects.delete(id);
  }
}
