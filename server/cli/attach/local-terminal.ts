// The real terminal that a session is attached to: raw while it is ours, and as it was whatever
// happens. Knows nothing of sessions.
import type { ReadStream, WriteStream } from 'node:tty';
import { defaultSize, maxSize, type Size } from '../../protocol/session.ts';

/** Written at a time: a terminal's writes block, and keys are to be read in between. */
const writeBytes = 4096;

/** Margins and origin mode off, without moving the cursor. */
const resetPlaces = '\u001b7\u001b[r\u001b[?6l\u001b8';
/**
 * What else a program may have switched on, off: attributes, character sets, keypad and cursor
 * keys, mouse, focus, bracketed paste, a hidden cursor.
 */
const resetModes =
  '\u001b[!p\u001b[0m\u001b(B\u000f\u001b[4l\u001b[20l\u001b[?1l\u001b>\u001b[?5l\u001b[?7h' +
  '\u001b[?9l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1005l\u001b[?1006l\u001b[?1015l' +
  '\u001b[?2004l\u001b[?2026l\u001b[>4m\u001b[?25h\u001b[0 q';
const leaveAlternate = '\u001b[?47l';
const toLastRow = '\u001b[999;1H';
const alternateSwitch = /\u001b\[\?(?:47|1047|1049)([hl])/g;

export interface TerminalEvents {
  typed(bytes: Buffer): void;
  resized(size: Size): void;
  /** It is gone: nothing can be typed or shown any more. */
  gone(): void;
}

export class LocalTerminal {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #events: TerminalEvents;
  #queue: { readonly bytes: Buffer; readonly written: () => void }[] = [];
  #writing = false;
  #ours = false;
  /** The alternate screen is on. */
  #alternate = false;

  constructor(streams: { input: ReadStream; output: WriteStream }, events: TerminalEvents) {
    this.#input = streams.input;
    this.#output = streams.output;
    this.#events = events;
  }

  get size(): Size {
    // Some terminals have no size, some are larger than any that is allowed.
    return {
      cols: Math.min(this.#output.columns || defaultSize.cols, maxSize.cols),
      rows: Math.min(this.#output.rows || defaultSize.rows, maxSize.rows),
    };
  }

  /** Keys come as they are typed from here on. What was on the screen scrolls up. */
  take(): void {
    if (this.#ours) return;
    this.#ours = true;
    this.#input.setRawMode(true);
    this.#input.on('data', this.#typed).on('end', this.#gone).on('error', this.#gone).resume();
    // Whatever ends this process, a bug too, must not leave the terminal raw.
    process.on('exit', this.#giveBack);
    this.#output.on('resize', this.#resized);
    this.#output.write(`${toLastRow}${'\n'.repeat(this.size.rows)}`);
  }

  /** As it was before `take`, the cursor below what was shown. May be called twice. */
  giveBack(): void {
    if (!this.#ours) return;
    this.#ours = false;
    for (const { written } of this.#queue.splice(0)) written();
    this.#input.off('data', this.#typed).off('end', this.#gone).pause();
    process.off('exit', this.#giveBack);
    this.#output.off('resize', this.#resized);
    try {
      this.#input.setRawMode(false);
      this.#output.write(`${this.#reset()}\r\n\u001b[J`);
    } catch {
      // It is gone.
    }
  }

  /** An empty screen in its first state. */
  clear(): void {
    this.write(Buffer.from(`${this.#reset()}\u001b[r\u001b[?6l\u001b[H\u001b[2J`));
  }

  /** In order; `written` is called once the terminal has taken them. */
  write(bytes: Buffer, written: () => void = () => {}): void {
    if (!this.#ours) {
      written();
      return;
    }
    const switches = [...bytes.toString('latin1').matchAll(alternateSwitch)];
    this.#alternate = switches.length > 0 ? switches.at(-1)?.[1] === 'h' : this.#alternate;
    this.#queue.push({ bytes, written });
    if (!this.#writing) this.#writeNext();
  }

  /** Drops what has not been written yet. */
  forget(): void {
    this.#queue = [];
  }

  /** To the first screen, every mode off. */
  #reset(): string {
    // Where the cursor was on the first screen is not known any more.
    const first = this.#alternate ? `${leaveAlternate}${toLastRow}` : '';
    this.#alternate = false;
    return `${first}${resetPlaces}${resetModes}`;
  }

  #writeNext(): void {
    const next = this.#queue.shift();
    this.#writing = next !== undefined;
    if (next === undefined) return;
    const rest = next.bytes.subarray(writeBytes);
    if (rest.length > 0) this.#queue.unshift({ bytes: rest, written: next.written });
    this.#output.write(next.bytes.subarray(0, writeBytes), () => {
      if (rest.length === 0) next.written();
      setImmediate(() => this.#writeNext());
    });
  }

  readonly #typed = (bytes: Buffer): void => this.#events.typed(bytes);
  readonly #gone = (): void => this.#events.gone();
  readonly #giveBack = (): void => this.giveBack();
  readonly #resized = (): void => this.#events.resized(this.size);
}
