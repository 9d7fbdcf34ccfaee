// Lines that a resize has brought back onto the screen after they had settled. When they leave it
// again unchanged, they are not told twice; changed, they are new lines.

import type { Record } from './record.ts';

export class PulledBack {
  #lines: Buffer[] = [];

  /** These stand above the ones known already. */
  prepend(lines: readonly Buffer[]): void {
    this.#lines = [...lines, ...this.#lines];
  }

  /** Whether this line is one of them; it and those above it have left the screen then. */
  take(line: Record): boolean {
    if (this.#lines.length === 0) return false;
    const bytes = line.bytes.subarray(0, line.length);
    const at = this.#lines.findIndex((known) => known.equals(bytes));
    if (at >= 0) this.#lines = this.#lines.slice(at + 1);
    return at >= 0;
  }

  copy(): PulledBack {
    const copy = new PulledBack();
    copy.restore(this.#lines);
    return copy;
  }

  clear(): void {
    this.#lines = [];
  }

  get lines(): readonly Buffer[] {
    return this.#lines;
  }

  restore(lines: readonly Buffer[]): void {
    this.#lines = [...lines];
  }
}
