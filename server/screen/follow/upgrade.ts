// The end of an upgrade: once this version's lines reach as far as the older generation's, it is
// found where those lines are now, and the older generation goes.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Generation, olderGeneration, removeGeneration } from '../transcript/generations.ts';
import { LineFiles } from '../transcript/line-files.ts';
import { findMoves, readMoves, writeMoves } from '../transcript/moves.ts';

interface Derived {
  readonly lines: LineFiles;
  readonly epoch: string;
  /** The offset of the checkpoint that it begins at; 0 when it begins at the start. */
  readonly writtenTo: number;
}

export class Upgrade {
  readonly #derived: Derived;
  #older: Generation | null;
  #working: Promise<void> = Promise.resolve();
  /** Output was lost before it was derived again: the old lines are to be taken over next time. */
  failed = false;

  private constructor(derived: Derived, older: Generation | null) {
    this.#derived = derived;
    this.#older = older;
  }

  static async open(outputDirectory: string, derived: Derived): Promise<Upgrade> {
    const upgrade = new Upgrade(derived, await olderGeneration(outputDirectory));
    upgrade.written(derived.writtenTo);
    return upgrade;
  }

  /** Output from here on is gone. */
  gap(from: number): void {
    if (this.#older === null || from >= this.#older.checkpoint.emulator.offset) return;
    if (this.#older.checkpoint.epoch === this.#derived.epoch) return;
    this.failed = true;
    this.#older = null;
    const path = join(this.#derived.lines.directory, 'checkpoint.json');
    this.#working = Promise.all([path, `${path}.old`].map((one) => rm(one, { force: true }))).then(
      () => {},
    );
  }

  /** A checkpoint holds everything up to `offset`. */
  written(offset: number): void {
    const older = this.#older;
    if (older === null || offset < older.checkpoint.emulator.offset) return;
    this.#older = null;
    this.#working = this.#finish(older).catch(() => {
      // Tried again when the session is opened next.
    });
  }

  async close(): Promise<void> {
    await this.#working;
  }

  async #finish(older: Generation): Promise<void> {
    const { lines, epoch } = this.#derived;
    const known = await readMoves(lines.directory);
    const { epoch: oldEpoch, position } = older.checkpoint;
    const isKnown = oldEpoch === epoch || known.some((one) => one.epoch === oldEpoch);
    const old = isKnown ? null : await LineFiles.peek(older.directory, position);
    if (old !== null) {
      const before = await readMoves(older.directory);
      const moves = await findMoves(old, lines);
      await writeMoves(lines.directory, [...before, { epoch: oldEpoch, moves }]);
    }
    await removeGeneration(older);
  }
}
