// The real terminal that a session is attached to: raw while it is ours, and as it was whatever
// happens. Takes what is to be shown at the terminal's own pace. Knows nothing of sessions.
import { writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { defaultSize, maxSize, type Size } from '../../protocol/session.ts';
import { Confirmations } from './confirmations.ts';
import { alternateAfter, eraseRows, resetCodes, toLastRow } from './reset-codes.ts';

/** Written at a time: what the system holds already cannot be dropped any more. */
const writeBytes = 4096;
/** Less is shown at once, as far as anybody can tell: the terminal is not asked. */
const askFromBytes = 1024;
/** A terminal that does not take its last bytes by then is given back without them. */
const lastWordsWithinMs = 2000;

export interface TerminalEvents {
  typed(bytes: Buffer): void;
  resized(size: Size): void;
  /** It is gone: nothing can be typed or shown any more. */
  gone(): void;
}

interface Piece {
  readonly bytes: Buffer;
  at: number;
  /** So many of its bytes are on their way. */
  readonly sent: (bytes: number) => void;
  readonly shown: () => void;
}

export class LocalTerminal {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #events: TerminalEvents;
  readonly #confirmations: Confirmations;
  #queue: Piece[] = [];
  /** Resolves when nothing is being written. */
  #writing: Promise<void> | null = null;
  #ours = false;
  /** The alternate screen is on. */
  #alternate = false;

  constructor(streams: { input: ReadStream; output: WriteStream }, events: TerminalEvents) {
    this.#input = streams.input;
    this.#output = streams.output;
    this.#events = events;
    this.#confirmations = new Confirmations((bytes) => this.#events.typed(bytes));
  }

  get size(): Size {
    // Some terminals have no size, some are larger than any that is allowed.
    return {
      cols: Math.min(this.#output.columns || defaultSize.cols, maxSize.cols),
      rows: Math.min(this.#output.rows || defaultSize.rows, maxSize.rows),
    };
  }

  get isAlternate(): boolean {
    return this.#alternate;
  }

  /** Keys come as they are typed from here on. */
  take(): void {
    // Nobody tells a process in the background of another size.
    (this.#output as { _refreshSize?(): void })._refreshSize?.();
    if (this.#ours) {
      // Somebody may have changed the modes while this process was stopped.
      this.#input.setRawMode(false);
      this.#input.setRawMode(true);
      return;
    }
    this.#ours = true;
    this.#input.setRawMode(true);
    this.#input.on('data', this.#read).on('end', this.#gone).on('error', this.#gone).resume();
    // Whatever ends this process, a bug too, must not leave the terminal raw.
    process.on('exit', this.#leave);
    this.#output.on('resize', this.#resized);
    setBlocking(this.#output, false);
  }

  /** As it was before `take`. The cursor stays where it is with `inPlace`, else it goes below. */
  async giveBack({ inPlace = false } = {}): Promise<void> {
    if (!this.#ours) return;
    this.forget();
    await within(lastWordsWithinMs, this.#writing ?? Promise.resolve());
    await this.#confirmations.settled(lastWordsWithinMs);
    if (!this.#ours) return;
    const end = `${this.#reset()}${inPlace ? '' : '\r\n\u001b[J'}`;
    const written = new Promise<void>((resolve) => this.#output.write(end, () => resolve()));
    await within(lastWordsWithinMs, written);
    this.#letGo();
  }

  /** What is on the screen scrolls up, out of the way. */
  scrollAway(): void {
    this.write(Buffer.from(`${toLastRow}${'\n'.repeat(this.size.rows)}`));
  }

  /** An empty screen in its first state. */
  clear(): void {
    this.write(Buffer.from(`${this.#reset()}\u001b[r\u001b[?6l${eraseRows(this.size.rows)}`));
  }

  /** In order; `shown` is called once the terminal has got there, as well as one can tell. */
  write(bytes: Buffer, calls: Partial<Pick<Piece, 'sent' | 'shown'>> = {}): void {
    const { sent = () => {}, shown = () => {} } = calls;
    if (!this.#ours) {
      shown();
      return;
    }
    this.#alternate = alternateAfter(bytes, this.#alternate);
    this.#queue.push({ bytes, at: 0, sent, shown });
    this.#writing ??= this.#writeAll();
  }

  /** Drops what has not been written yet. */
  forget(): void {
    for (const { shown } of this.#queue.splice(0)) shown();
  }

  #reset(): string {
    const codes = resetCodes(this.#alternate);
    this.#alternate = false;
    return codes;
  }

  async #writeAll(): Promise<void> {
    for (let piece = this.#queue[0]; piece !== undefined; piece = this.#queue[0]) {
      const part = piece.bytes.subarray(piece.at, piece.at + writeBytes);
      piece.at += part.length;
      const isWhole = piece.at === piece.bytes.length;
      if (isWhole) this.#queue.shift();
      const { worthwhile, pending } = this.#confirmations;
      const asks = isWhole && worthwhile && (pending || piece.bytes.length >= askFromBytes);
      await new Promise<void>((resolve) => {
        this.#output.write(asks ? Buffer.concat([part, Confirmations.question]) : part, () =>
          resolve(),
        );
      });
      piece.sent(piece.at);
      if (asks) this.#confirmations.asked(piece.shown);
      else if (isWhole) piece.shown();
    }
    this.#writing = null;
  }

  #letGo(): void {
    if (!this.#ours) return;
    this.#ours = false;
    this.#confirmations.close();
    this.#input.off('data', this.#read).off('end', this.#gone).pause();
    process.off('exit', this.#leave);
    this.#output.off('resize', this.#resized);
    try {
      setBlocking(this.#output, true);
      this.#input.setRawMode(false);
    } catch {
      // It is gone.
    }
  }

  readonly #read = (bytes: Buffer): void => this.#confirmations.read(bytes);
  readonly #gone = (): void => this.#events.gone();
  readonly #resized = (): void => this.#events.resized(this.size);
  /** Nothing can be waited for any more. */
  readonly #leave = (): void => {
    if (!this.#ours) return;
    const end = `${this.#reset()}\r\n\u001b[J`;
    this.#letGo();
    try {
      writeSync(1, end);
    } catch {
      // It is gone.
    }
  };
}

/**
 * Node writes to terminals blocking, which would keep it from reading keys while a slow terminal
 * takes its time. Who inherits the terminal expects the opposite.
 */
function setBlocking(output: WriteStream, isBlocking: boolean): void {
  const { _handle } = output as { _handle?: { setBlocking?(blocking: boolean): void } };
  _handle?.setBlocking?.(isBlocking);
}

async function within(ms: number, done: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}
