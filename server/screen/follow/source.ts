// A session's output and timeline as one sequence of steps, each at its offset: bytes, sizes,
// marks, gaps, the end. Bytes are cut where a step comes and at multiples of a slice, so that what
// is derived from them does not depend on how they arrived.
import { readExitRecord } from '../../log/exit-record.ts';
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
  readonly #outputDirectory: string;
  /** Where reading began: the timeline's entries before it are known. */
  readonly #start: { readonly offset: number; readonly time: number };
  #entries: TimelineEntry[] = [];
  #cursor: number;
  /** The timeline is known for all bytes before this. */
  #knownTo = -1;
  /** The timeline has been read to its end once. */
  #caughtUp = false;
  #exitTaken = false;

  /** The newest entry taken at the cursor's very offset. */
  #entryTime: number | null;

  /** From the offset `from` on, but for the timeline's entries at it that are as old as `entryTime`. */
  constructor(outputDirectory: string, from: number, entryTime: number | null = null) {
    this.#entryTime = entryTime;
    this.#outputDirectory = outputDirectory;
    this.#start = { offset: from, time: entryTime ?? 0 };
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
    let more = true;
    while (more && this.#cursor >= this.#knownTo) more = await this.#look();
    const steps: Step[] = [];
    this.#takeEntries(steps);
    const room = Math.min(readBytes, this.#knownTo - this.#cursor);
    if (room > 0) {
      const read = await this.#reader.read(this.#cursor, room);
      if (read.kind === 'bytes') this.#cut(read.bytes, steps);
      if (read.kind === 'gap') this.#pass(read.to, false, steps);
    } else if (steps.length === 0) await this.#takeEnd(steps);
    return steps;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /**
   * The log's length first: no byte before it can have a step that the timeline does not tell yet.
   * Whether there is more of the timeline to read.
   */
  async #look(): Promise<boolean> {
    const to = await this.end();
    const { entries, more } = await this.#timeline.read();
    for (const entry of entries)
      if (this.#caughtUp || this.#isNew(entry)) this.#entries.push(entry);
    const known = more ? Math.min(to, entries.at(-1)?.offset ?? 0) : to;
    this.#caughtUp ||= !more;
    this.#knownTo = Math.max(known, this.#cursor);
    return more;
  }

  /** Of what the timeline holds when reading begins. */
  #isNew({ offset, time }: TimelineEntry): boolean {
    const { offset: from, time: newest } = this.#start;
    return offset > from || (offset === from && time > newest);
  }

  /** A disk that was full to the last took neither the end of the output nor the timeline's line of the end. */
  async #takeEnd(steps: Step[]): Promise<void> {
    if (this.#exitTaken) return;
    const exit = await readExitRecord(this.#outputDirectory);
    if (exit === null) return;
    const { offset: from, time: newest } = this.#start;
    this.#exitTaken = from === exit.offset && newest >= exit.endedAt;
    if (this.#exitTaken) return;
    const read = await this.#reader.read(this.#cursor, 1);
    // Bytes that came before the record did are for the next look.
    if (read.kind === 'bytes') return;
    if (read.kind === 'gap') this.#pass(read.to, false, steps);
    this.#takeEntries(steps);
    if (this.#exitTaken || this.#cursor < exit.offset) return;
    this.#exitTaken = true;
    this.#entryTime = Math.max(this.#entryTime ?? 0, exit.endedAt);
    steps.push({ kind: 'exit', offset: exit.offset, time: exit.endedAt, exit });
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
      if (entry.kind === 'exit') this.#exitTaken = true;
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
