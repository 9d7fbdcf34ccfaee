// Everything that is derived from one session's output, step by step: the emulator, and the lines
// that settle on the way. The same steps make the same lines, wherever they are kept.
import type { OwnedSize } from '../../protocol/host.ts';
import { defaultSize } from '../../protocol/session.ts';
import type { Step } from '../follow/source.ts';
import { Emulator } from '../terminal/emulator.ts';
import { restoreEmulator, storeEmulator } from '../terminal/restore.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Settler } from './settle.ts';
import { type LineStore, Transcript } from './transcript.ts';

export type DerivedState = Pick<
  Checkpoint,
  'emulator' | 'settler' | 'held' | 'heldCount' | 'time' | 'ended'
>;

export class Derivation {
  readonly emulator: Emulator;
  readonly transcript: Transcript;
  readonly settler: Settler;
  #sized = false;
  #ended = false;
  #time: number | null = null;

  /** Goes on from `stored`, whose lines `store` holds already; else from the beginning. */
  constructor(store: LineStore, stored: DerivedState | null = null) {
    this.emulator =
      stored === null
        ? new Emulator({ ...defaultSize, owner: '' })
        : restoreEmulator(stored.emulator);
    this.transcript = new Transcript(store);
    this.settler = new Settler(this.emulator, this.transcript);
    if (stored === null) return;
    this.settler.restore(stored.settler);
    this.transcript.restore(stored.held, stored.heldCount);
    this.#sized = true;
    this.#time = stored.time;
    this.#ended = stored.ended;
  }

  /** Null when it cannot be stored here: try again later. */
  state(): DerivedState | null {
    const settler = this.settler.state;
    const emulator = storeEmulator(this.emulator);
    if (emulator === null) return null;
    const { held, count } = this.transcript.state;
    return { emulator, settler, held, heldCount: count, time: this.#time, ended: this.#ended };
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** When the last output arrived, as well as marks tell. */
  get time(): number | null {
    return this.#time;
  }

  take(step: Step): void {
    switch (step.kind) {
      case 'bytes':
        this.emulator.feed(step.bytes);
        return;
      case 'gap':
        this.#pass(step.to, step.skipped);
        return;
      case 'size':
        this.#resize(step.size);
        return;
      case 'mark':
        this.#time = step.time;
        this.emulator.strings.tick(step.time);
        this.settler.mark(step.time);
        return;
      case 'exit':
        this.end();
    }
  }

  #pass(to: number, skipped: boolean): void {
    const missing = to - this.emulator.fedTo;
    this.emulator.skip(to);
    this.settler.interrupt();
    this.transcript.gap(missing, skipped, this.#time);
  }

  /** The program has ended: its screen will not change any more. */
  end(): void {
    this.emulator.finish();
    this.settler.finish();
    this.transcript.finish();
    this.#ended = true;
  }

  /** Every segment's timeline repeats the size; setting the same again would reset the scroll region. */
  #resize(size: OwnedSize): void {
    const { cols, rows } = this.emulator.size;
    if (this.#sized && cols === size.cols && rows === size.rows) this.emulator.rename(size.owner);
    else this.settler.resize(size);
    this.#sized = true;
  }
}
