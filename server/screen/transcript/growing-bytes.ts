// Bytes that are appended one piece after the other, millions of small ones, without an object each.

const firstBytes = 4096;
const keptBytes = 1024 * 1024;

export class GrowingBytes {
  #buffer = Buffer.allocUnsafe(firstBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What there is, good until the next `grow` or `take`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Room for so many more: the caller fills `buffer` from `at` on, at once. */
  grow(bytes: number): { readonly buffer: Buffer; readonly at: number } {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(this.#length * 2);
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    return { buffer: this.#buffer, at };
  }

  /** Hands over everything; it is empty then. */
  take(): Buffer {
    const all = this.bytes;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(keptBytes, Math.max(firstBytes, this.#length)));
    this.#length = 0;
    return all;
  }
}
