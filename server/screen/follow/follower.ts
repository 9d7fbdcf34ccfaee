// One session followed: its log read into its emulator as far as it goes. Catches up in steps so
// that many sessions can take turns. Refuses to know who watches.
import type { ScreenSnapshot } from '../../protocol/page.ts';
import { defaultSize } from '../../protocol/session.ts';
import { Emulator } from '../terminal/emulator.ts';
import { viewerSnapshot } from '../terminal/snapshot.ts';
import { Source, type Step } from './source.ts';

export interface FollowerEvents {
  /** A slice that starts here is about to be fed. */
  feeding(from: number): void;
  /** Fresh output in [from, to) asked the terminal for this. */
  answered(from: number, to: number, bytes: Uint8Array): void;
}

export class Follower {
  readonly #source: Source;
  readonly #emulator: Emulator;
  readonly #events: FollowerEvents;
  /** Bytes before this are history: what they ask for was answered long ago, or never. */
  #freshFrom = Number.POSITIVE_INFINITY;
  #sized = false;

  constructor(outputDirectory: string, events: FollowerEvents) {
    this.#events = events;
    this.#source = new Source(outputDirectory, 0);
    this.#emulator = new Emulator({ ...defaultSize, owner: '' });
  }

  get fedTo(): number {
    return this.#emulator.fedTo;
  }

  /** Feeds the next stretch. False when there was nothing. */
  async advance(): Promise<boolean> {
    if (this.#freshFrom === Number.POSITIVE_INFINITY) this.#freshFrom = await this.#source.end();
    const steps = await this.#source.next();
    for (const step of steps) this.#take(step);
    return steps.length > 0;
  }

  screen(): ScreenSnapshot {
    return viewerSnapshot(this.#emulator);
  }

  async close(): Promise<void> {
    await this.#source.close();
    this.#emulator.dispose();
  }

  #take(step: Step): void {
    switch (step.kind) {
      case 'bytes':
        this.#feed(step.from, step.bytes);
        return;
      case 'gap':
        this.#emulator.skip(step.to);
        return;
      case 'size':
        this.#resize(step.size);
        return;
      case 'exit':
        this.#emulator.finish();
        return;
      case 'mark':
        return;
    }
  }

  #feed(from: number, bytes: Uint8Array): void {
    this.#events.feeding(from);
    this.#emulator.feed(bytes);
    const answers = this.#emulator.takeAnswers();
    if (answers === '' || from < this.#freshFrom) return;
    this.#events.answered(from, from + bytes.length, Buffer.from(answers, 'utf8'));
  }

  /** Every segment's timeline repeats the size; setting the same again would reset the scroll region. */
  #resize(size: Emulator['size']): void {
    const { cols, rows } = this.#emulator.size;
    if (this.#sized && cols === size.cols && rows === size.rows) this.#emulator.rename(size.owner);
    else this.#emulator.resize(size);
    this.#sized = true;
  }
}
