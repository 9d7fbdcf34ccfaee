// What is typed, on its way to the host: numbered, in order, each piece acknowledged before the
// next one goes. A program that does not read gets it later.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { maxInputBytes } from '../../protocol/host.ts';
import type { HostLink } from '../../sessions/link.ts';

const pieceBytes = Math.min(maxInputBytes, 16 * 1024);
const maxWaitingBytes = 1024 * 1024;
/** A full queue is tried again after this long: its host does not say when there is room. */
const busyMs = 50;

export class Typing {
  readonly #link: HostLink;
  readonly #source = randomUUID();
  #seq = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #sending = false;

  constructor(link: HostLink) {
    this.#link = link;
  }

  /** False when too much waits already: these bytes are dropped whole. */
  type(bytes: Buffer): boolean {
    if (this.#waitingBytes + bytes.length > maxWaitingBytes) return false;
    this.#waiting.push(Buffer.from(bytes));
    this.#waitingBytes += bytes.length;
    if (!this.#sending) void this.#send();
    return true;
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const all = Buffer.concat(this.#waiting);
      const piece = all.subarray(0, pieceBytes);
      this.#waiting = all.length > piece.length ? [all.subarray(piece.length)] : [];
      this.#waitingBytes -= piece.length;
      if (!(await this.#sendPiece(++this.#seq, piece))) break;
    }
    this.#sending = false;
  }

  /** False when the program or its host is gone. */
  async #sendPiece(seq: number, piece: Buffer): Promise<boolean> {
    for (;;) {
      const status = await this.#link.input(this.#source, seq, piece).catch(() => 'ended' as const);
      if (status !== 'busy') return status === 'accepted';
      await delay(busyMs);
    }
  }
}
