// Everybody connected to a host: who is told what, and who answers terminal queries.
import { encodeHostFrame, type HostFrame, maxInlineOutput } from '../protocol/host.ts';
import type { Connection } from './connection.ts';

export class Audience {
  readonly #connections = new Set<Connection>();
  #answerer: Connection | null = null;

  /** A connection that has said hello. */
  join(connection: Connection): void {
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
    if (this.#connections.size === 0) return;
    const encoded = encodeHostFrame(frame);
    for (const connection of this.#connections) connection.sendEncoded(encoded);
  }

  /** The log holds `bytes` from `from` on. */
  tellOutput(from: number, bytes: Uint8Array): void {
    if (this.#connections.size === 0) return;
    const to = from + bytes.length;
    const inline = bytes.length <= maxInlineOutput ? bytes : null;
    const encoded = encodeHostFrame({ type: 'output', from, to, bytes: inline });
    for (const connection of this.#connections) connection.sendOutput(from, to, encoded);
  }

  /** Ends all connections once they have got what was sent, or after `withinMs`. */
  async dismiss(withinMs: number): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.end(withinMs)));
  }

  /** The gateway that came last, else the command line that came last. */
  #chooseAnswerer(): void {
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
