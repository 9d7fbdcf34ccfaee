// One session followed: its log read as far as it goes, the screen and the settled lines derived
// from it, and checkpoints written so that the next process need not begin at the beginning.
// Catches up in steps, so that many sessions can take turns. Refuses to know who watches.
import { randomBytes } from 'node:crypto';
import type { ScreenSnapshot } from '../../protocol/page.ts';
import { viewerSnapshot } from '../terminal/snapshot.ts';
import {
  type Checkpoint,
  derivationVersion,
  hadCheckpoint,
  readCheckpoints,
  writeCheckpoint,
} from '../transcript/checkpoint.ts';
import { Derivation } from '../transcript/derive.ts';
import { linesDirectory, olderGeneration, takeOverLines } from '../transcript/generations.ts';
import { LineFiles } from '../transcript/line-files.ts';
import { type EpochMoves, readMoves } from '../transcript/moves.ts';
import { Watching } from '../watching/watching.ts';
import { CheckpointPace } from './pace.ts';
import { Source, type Step } from './source.ts';
import { Upgrade } from './upgrade.ts';

export interface FollowerEvents {
  /** A slice that starts here is about to be fed. */
  feeding(from: number): void;
  /** It is in the screen, and what it pushed out of it is settled. */
  fed(): void;
  /** Fresh output in [from, to) asked the terminal for this. */
  answered(from: number, to: number, bytes: Uint8Array): void;
}

/** A host takes no answer to output that is older. */
const justNowMs = 1000;
/** Lines that wait for the disk are written when they are more than this, or when all is quiet. */
const flushBytes = 256 * 1024;
const maxWaitingBytes = 16 * 1024 * 1024;

export class Follower {
  readonly derivation: Derivation;
  readonly lines: LineFiles;
  readonly epoch: string;
  readonly watching: Watching;
  readonly #source: Source;
  readonly #events: FollowerEvents;
  readonly #directory: string;
  readonly #upgrade: Upgrade;
  readonly #pace: CheckpointPace;
  /** Bytes before this are history: what they ask for was answered long ago, or never. */
  readonly #freshFrom: number;

  private constructor(parts: Parts, events: FollowerEvents, pace: CheckpointPace) {
    this.#pace = pace;
    this.#events = events;
    this.derivation = parts.derivation;
    this.lines = parts.lines;
    this.epoch = parts.epoch;
    this.watching = parts.watching;
    this.#source = parts.source;
    this.#freshFrom = parts.freshFrom;
    this.#directory = parts.lines.directory;
    this.#upgrade = parts.upgrade;
    this.#pace.written(this.derivation.emulator.offset);
  }

  static async open(
    outputDirectory: string,
    events: FollowerEvents,
    pace = new CheckpointPace(),
  ): Promise<Follower> {
    const [own] = await readCheckpoints(linesDirectory(outputDirectory));
    await takeOverLines(outputDirectory, own?.emulator.offset ?? 0);
    const parts = (await fromCheckpoint(outputDirectory)) ?? (await fromStart(outputDirectory));
    const freshFrom = await parts.source.end();
    const writtenTo = parts.derivation.emulator.offset;
    const upgrade = await Upgrade.open(outputDirectory, { ...parts, writtenTo });
    const { source } = parts;
    const watching = await Watching.open({
      ...parts,
      outputDirectory,
      entryTime: () => source.entryTime,
      isFromStart: writtenTo === 0,
      feeding: events.feeding,
    });
    return new Follower({ ...parts, freshFrom, upgrade, watching }, events, pace);
  }

  get fedTo(): number {
    return this.derivation.emulator.fedTo;
  }

  /** Feeds the next stretch. False when there was nothing; throws what is wrong with the disk. */
  async advance(): Promise<boolean> {
    // A disk that takes nothing holds this session's view up, and costs no more memory than this.
    if (this.lines.waitingBytes > maxWaitingBytes) await this.lines.flush();
    const steps = await this.#source.next();
    for (const step of steps) this.#take(step);
    if (steps.length === 0) this.derivation.settler.flush();
    this.#events.fed();
    await this.#flush(steps.length === 0);
    const again = steps.length > 0 ? 'waits' : await this.watching.advance();
    const isDue = this.#pace.isDue(this.fedTo, this.derivation.ended);
    if (isDue || again === 'done') await this.#checkpoint();
    return steps.length > 0 || again !== 'waits';
  }

  /** No more output comes, and the log has no end of its own. False when that is known already. */
  async end(): Promise<boolean> {
    if (this.derivation.ended) return false;
    this.watching.finish();
    this.derivation.end();
    await this.#flush(true);
    await this.#checkpoint();
    return true;
  }

  /** Where lines of the epochs before this one are now. */
  moves(): Promise<EpochMoves[]> {
    return readMoves(this.#directory);
  }

  screen(): ScreenSnapshot {
    return viewerSnapshot(this.derivation.emulator);
  }

  /** Lines not yet on disk are left to whoever follows next: they settle again. */
  async close(): Promise<void> {
    await this.#source.close();
    await this.#upgrade.close();
    await this.watching.close();
    await this.lines.idle();
    this.derivation.emulator.dispose();
  }

  #take(step: Step): void {
    if (step.kind === 'bytes') this.#events.feeding(step.from);
    if (step.kind === 'gap' && !step.skipped) this.#upgrade.gap(step.from);
    this.watching.before(step);
    this.derivation.take(step);
    this.watching.after();
    const answers = this.derivation.emulator.takeAnswers();
    if (answers === '' || step.kind !== 'bytes' || !this.#isFresh(step.from)) return;
    this.#events.answered(step.from, step.from + step.bytes.length, Buffer.from(answers, 'utf8'));
  }

  /** Lines are written while the next ones are derived, unless all is quiet. */
  async #flush(quiet: boolean): Promise<void> {
    if (quiet) await this.lines.flush();
    else if (this.lines.pendingBytes > flushBytes) void this.lines.flush().catch(() => {});
  }

  /** Came since following began, or just before: the host knows which of it was answered already. */
  #isFresh(from: number): boolean {
    const { time } = this.derivation;
    return from >= this.#freshFrom || (time !== null && Math.abs(Date.now() - time) < justNowMs);
  }

  /** A checkpoint that cannot be written, or not be trusted, leaves the one before in force. */
  async #checkpoint(): Promise<void> {
    this.#pace.tried();
    if (this.#upgrade.failed) return;
    const state = this.derivation.state();
    if (state === null) return;
    const { position } = this.lines;
    const { entryTime } = this.#source;
    const checkpoint = {
      version: derivationVersion,
      ...state,
      position,
      entryTime,
      epoch: this.epoch,
    };
    try {
      const { offset } = state.emulator;
      await this.watching.write({ offset, entryTime, epoch: this.epoch });
      await this.lines.flush();
      await writeCheckpoint(this.#directory, checkpoint);
      this.#pace.written(offset);
      this.#upgrade.written(offset);
    } catch {
      // No room, or no permission: it will be tried again.
    }
  }
}

interface Parts {
  readonly derivation: Derivation;
  readonly lines: LineFiles;
  readonly epoch: string;
  readonly source: Source;
  readonly freshFrom: number;
  readonly upgrade: Upgrade;
  readonly watching: Watching;
}

type Opened = Pick<Parts, 'derivation' | 'lines' | 'epoch' | 'source'>;

/** The newest checkpoint that the transcript's files agree with. */
async function fromCheckpoint(outputDirectory: string): Promise<Opened | null> {
  for (const stored of await readCheckpoints(linesDirectory(outputDirectory))) {
    const opened = await openAt(outputDirectory, stored).catch(() => null);
    if (opened !== null) return opened;
  }
  return null;
}

async function openAt(outputDirectory: string, stored: Checkpoint): Promise<Opened> {
  const lines = await LineFiles.open(linesDirectory(outputDirectory), stored.position);
  const derivation = new Derivation(lines, stored);
  const source = new Source(outputDirectory, stored.emulator.offset, stored.entryTime);
  return { derivation, lines, source, epoch: stored.epoch };
}

/** The same output makes the same lines again, so that their numbers hold: unless some is missing by now. */
async function fromStart(outputDirectory: string): Promise<Opened> {
  const directory = linesDirectory(outputDirectory);
  const again =
    (await hadCheckpoint(directory)) || (await olderGeneration(outputDirectory)) !== null;
  const epoch = again ? randomBytes(4).toString('hex') : 'a';
  const lines = await LineFiles.open(directory, []);
  const source = new Source(outputDirectory, 0);
  return { derivation: new Derivation(lines), lines, epoch, source };
}
