// Settled lines kept in memory, packed as they would be in files: for readers who may not write.
import type { LogLine } from '../../protocol/log-view.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { indexBytes, type Record, readEntry, readLine, writeEntry } from './record.ts';
import type { LineStore } from './transcript.ts';

export class MemoryLines implements LineStore {
  readonly #lines = new GrowingBytes();
  readonly #index = new GrowingBytes();

  get count(): number {
    return this.#index.length / indexBytes;
  }

  append(record: Record): void {
    const { buffer, at } = this.#lines.grow(record.length);
    record.bytes.copy(buffer, at, 0, record.length);
    const entry = this.#index.grow(indexBytes);
    writeEntry(record, this.#lines.length, entry.buffer, entry.at);
  }

  /** The lines [from, to), counted from the first one here. */
  lines(from: number, to: number): LogLine[] {
    const index = this.#index.bytes;
    const found: LogLine[] = [];
    for (let line = Math.max(0, from); line < Math.min(to, this.count); line++) {
      const start = line === 0 ? 0 : readEntry(index, (line - 1) * indexBytes).end;
      const entry = readEntry(index, line * indexBytes);
      found.push(readLine(this.#lines.bytes.subarray(start, entry.end), entry));
    }
    return found;
  }
}
