// What a followed session's output says of its run: read in the same pass that makes its lines, from
// where the last process was, or once more from the beginning while the session is followed on.
import { bytesWithoutGap } from '../../log/bytes-without-gap.ts';
import type { WatchState } from '../../watch/state.ts';
import type { Step } from '../follow/source.ts';
import { lastLineOn } from './last-line.ts';
import { BytesAgain, type Followed, LinesAgain, type Rereading } from './reread.ts';
import { RunWatch } from './run-watch.ts';
import {
  readWatchAt,
  removeOtherWatches,
  type WatchPlace,
  writeWatch,
} from './watch-checkpoint.ts';

export interface WatchedSession extends Followed {
  readonly outputDirectory: string;
  readonly epoch: string;
  /** Its derivation began at the output's first byte. */
  readonly isFromStart: boolean;
  readonly feeding: (from: number) => void;
}

export class Watching {
  readonly #session: WatchedSession;
  #live: RunWatch | null;
  #again: Rereading | null;
  #removedOthers = false;

  private constructor(
    session: WatchedSession,
    { live, again }: { live: RunWatch | null; again: Rereading | null },
  ) {
    this.#session = session;
    this.#live = live;
    this.#again = again;
  }

  static async open(session: WatchedSession): Promise<Watching> {
    const { outputDirectory, derivation, lines, entryTime, epoch, isFromStart } = session;
    const endLine = () => lines.endLine;
    if (isFromStart)
      return new Watching(session, { live: new RunWatch(derivation, endLine), again: null });
    const { offset } = derivation.emulator;
    const stored = await readWatchAt(outputDirectory, { offset, entryTime: entryTime(), epoch });
    if (stored !== null)
      return new Watching(session, {
        live: new RunWatch(derivation, endLine, stored),
        again: null,
      });
    const isWhole = (await bytesWithoutGap(outputDirectory, 0)) >= offset;
    const again = isWhole
      ? new BytesAgain(outputDirectory, session, session.feeding)
      : new LinesAgain(session);
    return new Watching(session, { live: null, again });
  }

  get state(): WatchState {
    return (this.#live ?? (this.#again as Rereading).stored).state;
  }

  /** As it is to be shown just now. */
  get shown(): WatchState {
    return this.#live?.shown ?? this.state;
  }

  /** How much of the output has been read, 0 to 1. */
  get read(): number {
    return this.#again?.read ?? 1;
  }

  /** The row that the program waits at, as it is now; null where that is not known. */
  get waiting(): string | null {
    return this.#live?.waiting ?? null;
  }

  /** What stands lowest on its screen; null where that is blank. */
  get lastLine(): string | null {
    return lastLineOn(this.#session.derivation.emulator);
  }

  get fedTo(): number {
    return this.#session.derivation.emulator.fedTo;
  }

  /** The derivation is about to take `step`. */
  before(step: Step): void {
    this.#live?.before(step);
  }

  /** It has. */
  after(): void {
    this.#live?.after();
  }

  finish(): void {
    this.#live?.finish();
  }

  /** While the session itself has nothing new: goes on with what is read again. */
  async advance(): Promise<'on' | 'waits' | 'done'> {
    const again = this.#again;
    if (again === null) return 'waits';
    const outcome = await again.next();
    if (outcome !== 'done') return outcome;
    const { derivation, lines } = this.#session;
    this.#live = new RunWatch(derivation, () => lines.endLine, again.stored);
    this.#again = null;
    await again.close();
    return 'done';
  }

  /** Keeps what there is, beside a checkpoint of the lines at the same place. */
  async write(place: WatchPlace): Promise<void> {
    const { outputDirectory } = this.#session;
    if (this.#live === null) return;
    await writeWatch(outputDirectory, place, this.#live.stored);
    if (!this.#removedOthers) await removeOtherWatches(outputDirectory);
    this.#removedOthers = true;
  }

  async close(): Promise<void> {
    await this.#again?.close();
  }
}
