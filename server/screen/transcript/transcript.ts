// A session's settled lines in order: what the settler gives, gaps between, and frames that were
// drawn again and again told once with a count.
import type { LogLine } from '../../protocol/log-view.ts';
import { copyRecord, type LineSink, noteRecord, type Record, readLine } from './record.ts';

/** A record as JSON has it: its bytes in base64. */
export type StoredRecord = Omit<Record, 'bytes'> & { readonly bytes: string };

/** Where finished lines go: files, or a list in memory. */
export interface LineStore {
  /** Takes a copy. */
  append(record: Record): void;
}

export class Transcript implements LineSink {
  readonly #store: LineStore;
  /** The last frame: held back while the same one may come again. */
  #held: Record[] = [];
  #count = 0;
  #frame: Record[] | null = null;

  constructor(store: LineStore) {
    this.#store = store;
  }

  line(line: Record): void {
    if (this.#frame !== null) {
      this.#frame.push(copyRecord(line));
      return;
    }
    if (this.#count > 0) this.#release();
    this.#store.append(line);
  }

  beginFrame(): void {
    this.#frame = [];
  }

  endFrame(): void {
    const frame = this.#frame ?? [];
    this.#frame = null;
    if (frame.length === 0) return;
    if (sameText(frame, this.#held)) this.#count++;
    else {
      this.#release();
      this.#held = frame;
      this.#count = 1;
    }
  }

  gap(bytes: number, skipped: boolean, time: number | null): void {
    this.#release();
    this.#store.append(noteRecord({ kind: 'gap', bytes, skipped, time }));
  }

  /** Nothing more comes. */
  finish(): void {
    this.#release();
  }

  /** Settled, but not yet numbered: the frame that may come again. */
  get held(): Record[] {
    return this.#count > 1 ? [...this.#held, this.#repeat()] : this.#held;
  }

  get state(): { readonly held: readonly StoredRecord[]; readonly count: number } {
    const held = this.#held.map((record) => ({
      ...record,
      bytes: record.bytes.toString('base64', 0, record.length),
    }));
    return { held, count: this.#count };
  }

  restore(held: readonly StoredRecord[], count: number): void {
    this.#held = held.map((record) => ({ ...record, bytes: Buffer.from(record.bytes, 'base64') }));
    this.#count = count;
  }

  #release(): void {
    for (const record of this.held) this.#store.append(record);
    this.#held = [];
    this.#count = 0;
  }

  #repeat(): Record {
    const time = this.#held.at(-1)?.time ?? null;
    return noteRecord({ kind: 'repeat', lines: this.#held.length, count: this.#count, time });
  }
}

export function lineOfRecord(record: Record): LogLine {
  return readLine(record.bytes.subarray(0, record.length), record);
}

function sameText(a: readonly Record[], b: readonly Record[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ bytes }, at) => Buffer.compare(bytes, b[at]?.bytes ?? noBytes) === 0)
  );
}

const noBytes = Buffer.from([0xff]);
