// Output and resizes on their way into the log, in order and no faster than the disk takes them.
// While much waits, whoever brings it is asked to stop; a disk that hangs is not waited for.
import type { OutputWriter } from '../log/writer.ts';
import type { OwnedSize } from '../protocol/host.ts';

const pieceBytes = 256 * 1024;
/** More than this waits for the disk at most, so that a slow disk slows the program... */
const congestedBytes = 2 * 1024 * 1024;
/** ...but not longer than this: a disk that hangs must not stop it. */
const congestedMs = 1000;

export interface PourEvents {
  /** Bring no more, or go on. */
  readonly onFull: (full: boolean) => void;
  readonly onResized: (offset: number, size: OwnedSize) => void;
}

export class Pour {
  readonly #log: OutputWriter;
  readonly #events: PourEvents;
  readonly #waiting: (Buffer | OwnedSize)[] = [];
  #patience: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(log: OutputWriter, events: PourEvents) {
    this.#log = log;
    this.#events = events;
  }

  /** Use `bytes` no more afterwards, unless the log had room for them: then they were copied. */
  output(bytes: Buffer): void {
    if (this.#waiting.length === 0 && this.#log.waitingBytes + bytes.length <= congestedBytes) {
      this.#log.append(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      this.#waiting.push(Buffer.from(bytes.subarray(at, at + pieceBytes)));
    }
    this.#advance();
  }

  /** What comes from now on is drawn at this size. */
  resize(size: OwnedSize): void {
    this.#waiting.push(size);
    this.#advance();
  }

  /** The log has written something. */
  committed(): void {
    if (this.#waiting.length > 0) this.#advance();
  }

  /** All that waits goes to the log, whether there is room or not. */
  close(): void {
    this.#closed = true;
    this.#advance();
  }

  #advance(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!('owner' in next) && !this.#hasRoom(next.length)) {
        this.#wait();
        return;
      }
      this.#waiting.shift();
      this.#pass(next);
    }
    this.#goOn();
  }

  #hasRoom(bytes: number): boolean {
    return this.#closed || this.#log.waitingBytes + bytes <= congestedBytes;
  }

  #wait(): void {
    if (this.#patience !== null) return;
    this.#events.onFull(true);
    this.#patience = setTimeout(() => this.#giveUp(), congestedMs);
  }

  /** What the log has no room for is lost, and it says so. */
  #giveUp(): void {
    for (const next of this.#waiting.splice(0)) this.#pass(next);
    this.#goOn();
  }

  #pass(next: Buffer | OwnedSize): void {
    if ('owner' in next) this.#events.onResized(this.#log.resize(next), next);
    else this.#log.append(next);
  }

  #goOn(): void {
    if (this.#patience === null) return;
    clearTimeout(this.#patience);
    this.#patience = null;
    this.#events.onFull(false);
  }
}
