// The readable log of a session without a gateway: settled lines as far as one has written them,
// the rest derived in memory. Writes nothing, so that it may run beside a gateway.
import type { LogLine } from '../protocol/log-view.ts';
import { Source } from './follow/source.ts';
import { readLines } from './log-view/read-lines.ts';
import { readCheckpoints, transcriptDirectory } from './transcript/checkpoint.ts';
import { Derivation } from './transcript/derive.ts';
import { LineFiles } from './transcript/line-files.ts';
import { MemoryLines } from './transcript/memory-lines.ts';
import { lineOfRecord } from './transcript/transcript.ts';

export class LogText {
  readonly #files: LineFiles;
  readonly #memory: MemoryLines;
  readonly #derivation: Derivation;
  readonly #source: Source;

  private constructor(
    files: LineFiles,
    memory: MemoryLines,
    derivation: Derivation,
    source: Source,
  ) {
    this.#files = files;
    this.#memory = memory;
    this.#derivation = derivation;
    this.#source = source;
  }

  /** Reads all that the log holds now. `outputDirectory` is a session's `output` folder. */
  static async open(outputDirectory: string): Promise<LogText> {
    const [found = null] = await readCheckpoints(outputDirectory);
    const directory = transcriptDirectory(outputDirectory);
    const settled = found && (await LineFiles.peek(directory, found.position));
    // What is damaged is derived anew.
    const checkpoint = settled === null ? null : found;
    const files = settled ?? LineFiles.none(directory);
    const memory = new MemoryLines();
    const derivation = new Derivation(memory, checkpoint);
    const from = checkpoint?.emulator.offset ?? 0;
    const source = new Source(outputDirectory, from, checkpoint?.entryTime);
    const text = new LogText(files, memory, derivation, source);
    await text.update();
    return text;
  }

  /** Takes in what the log holds by now. False when there was nothing new. */
  async update(): Promise<boolean> {
    let news = false;
    for (
      let steps = await this.#source.next();
      steps.length > 0;
      steps = await this.#source.next()
    ) {
      for (const step of steps) this.#derivation.take(step);
      news = true;
    }
    this.#derivation.settler.flush();
    return news;
  }

  get firstLine(): number {
    return this.#files.firstLine;
  }

  /** The number behind the last settled line. */
  get endLine(): number {
    return this.#files.endLine + this.#memory.count;
  }

  /** The program has ended: every line has settled. */
  get ended(): boolean {
    return this.#derivation.ended;
  }

  /** Settled lines [from, to), as far as they are kept, and fewer when they are long: ask on from there. */
  async lines(from: number, to: number): Promise<LogLine[]> {
    const inFiles = this.#files.endLine;
    const first = Math.max(from, this.#files.firstLine);
    if (first >= inFiles) return this.#memory.lines(first - inFiles, to - inFiles);
    const settled = await readLines(this.#files, first, Math.min(to, inFiles));
    if (first + settled.length < inFiles) return settled;
    return [...settled, ...this.#memory.lines(0, to - inFiles)];
  }

  /** Lines of the screen that have not settled yet. */
  open(): LogLine[] {
    const { transcript, settler } = this.#derivation;
    const records = [...settler.unsettled()];
    return [...transcript.held, ...records].map(lineOfRecord);
  }

  async close(): Promise<void> {
    await this.#source.close();
    this.#derivation.emulator.dispose();
  }
}
