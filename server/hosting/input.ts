// Input on its way to the program: numbered, taken once, whole or not at all, and paced, since a
// program that does not read must cost no processor time and no memory.
import type { InputStatus } from '../protocol/host.ts';

const queueBytes = 64 * 1024;
const knownSources = 1024;
const firstRetryMs = 4;
const lastRetryMs = 100;

export class InputQueue {
  readonly #write: (bytes: Uint8Array) => number;
  readonly #waiting: Uint8Array[] = [];
  /** The last number taken from each source, the source heard last at the end. */
  readonly #lastSeq = new Map<string, number>();
  #waitingBytes = 0;
  #retry: NodeJS.Timeout | null = null;
  #retryMs = firstRetryMs;
  #ended = false;

  /** `write` takes bytes, or the first few of them, or none, and returns how many. */
  constructor(write: (bytes: Uint8Array) => number) {
    this.#write = write;
  }

  /** Takes numbered input once: a number not above the last one taken was here before. */
  take(source: string, seq: number, bytes: Uint8Array): InputStatus {
    if (this.#ended) return 'ended';
    if (seq <= (this.#lastSeq.get(source) ?? 0)) return 'accepted';
    if (!this.type(bytes)) return 'busy';
    this.#lastSeq.delete(source);
    this.#lastSeq.set(source, seq);
    const oldest = this.#lastSeq.keys().next();
    if (this.#lastSeq.size > knownSources && !oldest.done) this.#lastSeq.delete(oldest.value);
    return 'accepted';
  }

  /** Queues bytes of which nobody keeps count; false when they do not fit. */
  type(bytes: Uint8Array): boolean {
    if (this.#ended || this.#waitingBytes + bytes.length > queueBytes) return false;
    this.#waiting.push(bytes.slice());
    this.#waitingBytes += bytes.length;
    if (this.#retry === null) this.#pump();
    return true;
  }

  /** Forgets what waits; everything later is answered by `ended`. */
  end(): void {
    this.#ended = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#waiting.length = 0;
  }

  #pump(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const count = this.#write(first);
      this.#waitingBytes -= count;
      if (count < first.length) {
        this.#waiting[0] = first.subarray(count);
        this.#retryMs = count > 0 ? firstRetryMs : Math.min(this.#retryMs * 2, lastRetryMs);
        this.#retry = setTimeout(() => {
          this.#retry = null;
          this.#pump();
        }, this.#retryMs);
        return;
      }
      this.#waiting.shift();
    }
    this.#retryMs = firstRetryMs;
  }
}
