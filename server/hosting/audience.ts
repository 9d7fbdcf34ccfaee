// Everybody connected to a host: who is told what, and who answers terminal queries.
import { encodeHostFrame, type HostFrame, maxInlineOutput } from '../protocol/host.ts';
import type { Connection } from './connection.ts';

/** More output than this within `gatherMs` is a flood: it is told of by ranges, one every `gatherMs`. */
const floodBytes = 16 * 1024;
const gatherMs = 8;

export class Audience {
  readonly #connections = new Set<Connection>();
  readonly #isAnswering: boolean;
  #answerer: Connection | null = null;

  /** Not `isAnswering`: somebody else answers terminal queries, and none of these ever may. */
  constructor({ isAnswering = true } = {}) {
    this.#isAnswering = isAnswering;
  }
  #windowFrom = 0;
  #windowBytes = 0;
  /** A flood's output that has not been told of; empty while it may be over. */
  #flood: { from: number; to: number } | null = null;

  /** A connection that has said hello. */
  join(connection: Connection): void {
    this.#tellFlood(); // Its hello has said that much.
    this.#connections.add(connection);
    this.#chooseAnswerer();
  }

  leave(connection: Connection): void {
    this.#connections.delete(connection);
    if (connection === this.#answerer) this.#chooseAnswerer();
  }

  isAnswerer(connection: Connection): boolean {
    return connection === this.#answerer;
  }

  tell(frame: HostFrame): void {
    this.#tellFlood();
    if (this.#connections.size === 0) return;
    const encoded = encodeHostFrame(frame);
    for (const connection of this.#connections) connection.sendEncoded(encoded);
  }

  /**
   * The log holds `bytes` from `from` on. Told at once, but for a flood: a notice for each of its
   * pieces would cost whoever listens more than the flood itself.
   */
  tellOutput(from: number, bytes: Uint8Array): void {
    if (this.#connections.size === 0) return;
    const to = from + bytes.length;
    if (this.#flood !== null) this.#flood.to = to;
    else if (this.#isFlooding(bytes.length)) this.#gather({ from, to });
    else this.#tellOutput(from, to, bytes.length <= maxInlineOutput ? bytes : null);
  }

  /** Ends all connections once they have got what was sent, or after `withinMs`. */
  async dismiss(withinMs: number): Promise<void> {
    this.#tellFlood();
    await Promise.all([...this.#connections].map((connection) => connection.end(withinMs)));
  }

  #isFlooding(bytes: number): boolean {
    const now = performance.now();
    if (now - this.#windowFrom > gatherMs) {
      this.#windowFrom = now;
      this.#windowBytes = 0;
    }
    this.#windowBytes += bytes;
    return this.#windowBytes > floodBytes;
  }

  #gather(flood: { from: number; to: number }): void {
    this.#flood = flood;
    setTimeout(() => {
      const isOver = flood.to - flood.from <= floodBytes;
      this.#tellFlood();
      if (isOver) this.#flood = null;
      else this.#gather({ from: flood.to, to: flood.to });
    }, gatherMs);
  }

  #tellFlood(): void {
    const flood = this.#flood;
    if (flood === null || flood.from === flood.to) return;
    this.#tellOutput(flood.from, flood.to, null);
    flood.from = flood.to;
  }

  #tellOutput(from: number, to: number, bytes: Uint8Array | null): void {
    const encoded = encodeHostFrame({ type: 'output', from, to, bytes });
    for (const connection of this.#connections) connection.sendOutput(from, to, encoded);
  }

  /** The gateway that came last, else the command line that came last. */
  #chooseAnswerer(): void {
    if (!this.#isAnswering) return;
    const able = [...this.#connections].filter((connection) => connection.hello?.answers === true);
    const gateway = able.findLast((connection) => connection.hello?.client === 'gateway');
    const chosen = gateway ?? able.at(-1) ?? null;
    if (chosen === this.#answerer) return;
    const before = this.#answerer;
    this.#answerer = chosen;
    if (before !== null && this.#connections.has(before)) {
      before.send({ type: 'answerer', you: false });
    }
    chosen?.send({ type: 'answerer', you: true });
  }
}
