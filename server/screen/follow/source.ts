// A session's output and timeline as one sequence of steps, each at its offset: bytes, sizes,
// marks, gaps, the end. Bytes are cut where a step comes and at multiples of a slice, so that what
// is derived from them does not depend on how they arrived.
import { type OutputReader, openOutputReader } from '../../log/reader.ts';
import { type TimelineEntry, TimelineReader } from '../../log/timeline.ts';
import { readSkipped, sliceBytes } from './skipped.ts';

export type Step =
  | { readonly kind: 'bytes'; readonly from: number; readonly bytes: Uint8Array }
  /** [from, to) is not there; `skipped`: it is, but it must not be fed. */
  | { readonly kind: 'gap'; readonly from: number; readonly to: number; readonly skipped: boolean }
  | TimelineEntry;

/** Read at once at most: what a slow emulator holds in memory. */
const readBytes = 256 * 1024;

export class Source {
  readonly #reader: OutputReader;
  readonly #timeline: TimelineReader;
  readonly #skipped: readonly number[];
  #entries: TimelineEntry[] = [];
  #cursor: number;
  /** The timeline is known for all bytes before this. */
  #knownTo = -1;

  /** The newest entry taken at the cursor's very offset. */
  #entryTime: number | null;

  /** From the offset `from` on, but for the timeline's entries at it that are as old as `entryTime`. */
  constructor(outputDirectory: string, from: number, entryTime: number | null = null) {
    this.#entryTime = entryTime;
    this.#reader = openOutputReader(outputDirectory);
    this.#timeline = new TimelineReader(outputDirectory, from);
    this.#skipped = readSkipped(outputDirectory);
    this.#cursor = from;
  }

  get entryTime(): number | null {
    return this.#entryTime;
  }

  /** The end of what can be read now. */
  async end(): Promise<number> {
    return (await this.#reader.bounds()).to;
  }

  /** The steps of the next stretch; none when there is nothing new. Entries before `from` are left out. */
  async next(): Promise<Step[]> {
    if (this.#cursor >= this.#knownTo) await this.#look();
    const steps: Step[] = [];
    this.#takeEntries(steps);
    const room = Math.min(readBytes, this.#knownTo - this.#cursor);
    if (room <= 0) return steps;
    const read = await this.#reader.read(this.#cursor, room);
    if (read.kind === 'bytes') this.#cut(read.bytes, steps);
    if (read.kind === 'gap') this.#pass(read.to, false, steps);
    return steps;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** The log's length first: no byte before it can have a step that the timeline does not tell yet. */
  async #look(): Promise<void> {
    const to = await this.end();
    const entries = await this.#timeline.read();
    this.#entries.push(
      ...(this.#knownTo < 0 ? entries.filter((entry) => this.#isNew(entry)) : entries),
    );
    this.#knownTo = Math.max(to, this.#cursor);
  }

  /** Of what the timeline holds when reading begins. */
  #isNew({ offset, time }: TimelineEntry): boolean {
    return offset > this.#cursor || (offset === this.#cursor && time > (this.#entryTime ?? 0));
  }

  #takeEntries(steps: Step[]): void {
    for (
      let entry = this.#entries[0];
      entry && entry.offset <= this.#cursor;
      entry = this.#entries[0]
    ) {
      this.#entries.shift();
      if (entry.offset === this.#cursor)
        this.#entryTime = Math.max(this.#entryTime ?? 0, entry.time);
      steps.push(entry);
    }
  }

  #cut(bytes: Uint8Array, steps: Step[]): void {
    const end = this.#cursor + bytes.length;
    const start = this.#cursor;
    while (this.#cursor < end) {
      this.#takeEntries(steps);
      const slice = this.#cursor - (this.#cursor % sliceBytes);
      const entry = this.#entries[0]?.offset ?? Number.POSITIVE_INFINITY;
      const to = Math.min(end, slice + sliceBytes, entry);
      if (this.#skipped.includes(slice)) this.#pass(to, true, steps);
      else {
        steps.push({
          kind: 'bytes',
          from: this.#cursor,
          bytes: bytes.subarray(this.#cursor - start, to - start),
        });
        this.#move(to);
      }
    }
    this.#takeEntries(steps);
  }

  #pass(to: number, skipped: boolean, steps: Step[]): void {
    steps.push({ kind: 'gap', from: this.#cursor, to, skipped });
    this.#move(to);
    this.#takeEntries(steps);
  }

  #move(to: number): void {
    this.#cursor = to;
    this.#entryTime = null;
  }
}
