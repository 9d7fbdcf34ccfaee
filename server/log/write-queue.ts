// What waits to be written, in order: runs of output and timeline lines between them. Output is
// copied into blocks that are filled up and used again, so a flood makes no garbage.
import type { TimelineEntry } from './timeline.ts';

const blockBytes = 64 * 1024;
const smallBlockBytes = 4096;
const keptBlocks = 2;

export type Step =
  | { readonly kind: 'note'; readonly entry: TimelineEntry }
  | { readonly kind: 'run'; readonly from: number; readonly bytes: Buffer };

interface Block {
  readonly kind: 'block';
  readonly from: number;
  readonly buffer: Buffer;
  used: number;
}

export class WriteQueue {
  readonly #queue: (Block | Extract<Step, { kind: 'note' }>)[] = [];
  readonly #free: Buffer[] = [];
  #bytes = 0;

  /** Bytes of output that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** A line that has to be on disk before any output pushed after it. */
  note(entry: TimelineEntry): void {
    this.#queue.push({ kind: 'note', entry });
  }

  /** Queues a copy of `bytes`, whose first one has the offset `from`. */
  push(from: number, bytes: Uint8Array): void {
    let taken = 0;
    while (taken < bytes.length) {
      const block = this.#blockFor(from + taken, bytes.length - taken);
      const part = bytes.subarray(taken, taken + block.buffer.length - block.used);
      block.buffer.set(part, block.used);
      block.used += part.length;
      taken += part.length;
    }
    this.#bytes += bytes.length;
  }

  /** Takes the oldest step. Give a run back with `release` once its bytes are not needed any more. */
  shift(): Step | null {
    const step = this.#queue.shift();
    if (step === undefined) return null;
    if (step.kind === 'note') return step;
    this.#bytes -= step.used;
    return { kind: 'run', from: step.from, bytes: step.buffer.subarray(0, step.used) };
  }

  release(run: Extract<Step, { kind: 'run' }>): void {
    const { buffer } = run.bytes;
    if (buffer.byteLength === blockBytes && this.#free.length < keptBlocks) {
      this.#free.push(Buffer.from(buffer));
    }
  }

  /** The last block, if the bytes go on where it ends and it has room; else a new one. */
  #blockFor(offset: number, length: number): Block {
    const last = this.#queue.at(-1);
    if (
      last?.kind === 'block' &&
      last.from + last.used === offset &&
      last.used < last.buffer.length
    ) {
      return last;
    }
    const block: Block = { kind: 'block', from: offset, buffer: this.#buffer(length), used: 0 };
    this.#queue.push(block);
    return block;
  }

  /** Small for a lone echo: an idle session keeps no large blocks. */
  #buffer(length: number): Buffer {
    if (this.#bytes === 0 && length <= smallBlockBytes)
      return Buffer.allocUnsafeSlow(smallBlockBytes);
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
  }
}
