// Which rows are read and which are passed over, with what it takes to tell: how many came lately,
// whether words of trouble are in them, and where the last ones are that were not read.
import { Flood, type FloodState } from './flood.ts';
import { tailOf, troubleEnds } from './trouble-words.ts';
import type { Unit } from './unit.ts';

/** Of rows that are passed over the newest are read once the output pauses. */
const lastRows = 48;

export interface PassedRow {
  readonly unit: Unit;
  readonly up: number;
}

export interface SamplingState {
  readonly flood: FloodState;
  readonly passed: readonly PassedRow[];
  /** The last bytes that were parsed, in Latin-1. */
  readonly tail: string;
  /** Trouble in the row that has not been left yet. */
  readonly carried: boolean;
}

const nothing = Buffer.alloc(0);

export class Sampling {
  readonly #flood = new Flood();
  #passed: PassedRow[] = [];
  /** What is being parsed, and where in it the last row ended. */
  #bytes: Uint8Array = nothing;
  #at = 0;
  #before: Buffer = nothing;
  #carried = false;
  /** Where words of trouble end in `bytes`, once somebody needed to know. */
  #ends: readonly number[] | null = null;
  /** Those before this one are in rows that have been left. */
  #nextEnd = 0;

  /** Output from here on arrived at `time`. */
  mark(time: number): void {
    this.#flood.mark(time);
  }

  /** These bytes are parsed next. */
  begin(bytes: Uint8Array): void {
    this.#carried = this.#isCarried;
    this.#before = this.#tail;
    this.#bytes = bytes;
    this.#at = 0;
    this.#ends = null;
    this.#nextEnd = 0;
  }

  /** Whether this row, which ends at `byte` of what is parsed, is to be read. */
  reads(unit: Unit, up: number, byte: number): boolean {
    const reads = this.#flood.reads(this.#flood.isOn && this.#isTroubled(byte));
    this.#at = byte;
    this.#carried = false;
    if (!reads) {
      this.#passed.push({ unit, up });
      if (this.#passed.length > 2 * lastRows) this.#passed = this.#passed.slice(-lastRows);
    }
    return reads;
  }

  /** The last rows that were passed over: to be read after all when the output pauses. */
  get passed(): readonly PassedRow[] {
    return this.#passed.slice(-lastRows);
  }

  forgetPassed(): void {
    this.#passed = [];
  }

  get state(): SamplingState {
    return {
      flood: this.#flood.state,
      passed: this.passed,
      tail: this.#tail.toString('latin1'),
      carried: this.#isCarried,
    };
  }

  restore({ flood, passed, tail, carried }: SamplingState): void {
    this.#flood.restore(flood);
    this.#passed = [...passed];
    this.#before = Buffer.from(tail, 'latin1');
    this.#carried = carried;
  }

  /** The next row is read in any case as long as there is no flood. */
  get #isCarried(): boolean {
    return this.#flood.isOn && this.#isTroubled(this.#bytes.length);
  }

  #isTroubled(to: number): boolean {
    this.#ends ??= troubleEnds(this.#bytes, this.#before);
    const ends = this.#ends;
    let next = this.#nextEnd;
    while (next < ends.length && (ends[next] as number) <= this.#at) next++;
    this.#nextEnd = next;
    return this.#carried || (next < ends.length && (ends[next] as number) <= to);
  }

  get #tail(): Buffer {
    return tailOf(Buffer.concat([this.#before, this.#bytes.subarray(-64)]));
  }
}
