// What was typed and is not yet known to have reached the session. Numbered, so that resending after
// a lost connection types nothing twice; what has waited too long is shown to the person, not sent:
// a command meant for ten minutes ago may do harm now.
import { type ReadonlySignal, signal } from '@preact/signals';
import { type InputStatus, maxInputBytes } from '../../../server/protocol/host.ts';
import type { Outcome } from '../../connection/api.ts';

export const freshMs = 10_000;
const busyRetryMs = 250;

export interface NumberedInput {
  readonly source: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
}

export interface Unsent {
  readonly seq: number;
  readonly bytes: Uint8Array;
  /** What the person did, in words: a line, or a key's name. */
  readonly label: string;
  readonly why: string;
}

interface Pending {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly label: string;
  readonly typedAt: number;
  state: 'waiting' | 'sending' | 'busy';
  tried: boolean;
  /** Found the program busy: nothing later goes before this is through. */
  blocking: boolean;
  /** Not worth keeping: it is never shown. */
  readonly fleeting: boolean;
}

export interface InputQueueParts {
  send(input: NumberedInput): Promise<Outcome<InputStatus>>;
  readonly connected: ReadonlySignal<boolean>;
  now(): number;
}

export class InputQueue {
  /** What will not be sent by itself (any more), oldest first. */
  readonly unsent = signal<readonly Unsent[]>([]);
  readonly #parts: InputQueueParts;
  readonly #source = randomSource();
  #pending: Pending[] = [];
  #lastSeq = 0;
  #accepted = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: InputQueueParts) {
    this.#parts = parts;
    parts.connected.subscribe((connected) => {
      if (connected) this.#flush();
    });
  }

  /** `fleeting`: what cannot go at once is dropped, not kept and not shown. */
  type(text: string, label: string, { fleeting = false } = {}): void {
    if (fleeting && !this.#parts.connected.value) return;
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += maxInputBytes) {
      const part = bytes.slice(at, at + maxInputBytes);
      this.#add({ seq: ++this.#lastSeq, bytes: part, label, fleeting });
    }
    this.#flush();
  }

  /** The person wants it sent after all: under its old number where that still can be told apart. */
  resend(): void {
    const again = this.unsent.value;
    const stillNew = this.#pending.length === 0 && again.every(({ seq }) => seq > this.#accepted);
    this.unsent.value = [];
    for (const { seq, bytes, label } of again) {
      this.#add({ seq: stillNew ? seq : ++this.#lastSeq, bytes, label, fleeting: false });
    }
    this.#flush();
  }

  discard(): void {
    this.unsent.value = [];
  }

  #add(input: Pick<Pending, 'seq' | 'bytes' | 'label' | 'fleeting'>): void {
    const typedAt = this.#parts.now();
    this.#pending.push({ ...input, typedAt, state: 'waiting', tried: false, blocking: false });
  }

  /** Sends what is waiting, in order; nothing overtakes what found the program busy. */
  #flush(): void {
    const now = this.#parts.now();
    for (const input of [...this.#pending]) {
      if (now - input.typedAt >= freshMs) this.#giveUp(input, whyStale(input));
      else if (input.state === 'waiting' && this.#free(input)) void this.#send(input);
    }
    this.#wakeLater();
  }

  #free(input: Pending): boolean {
    const behind = this.#pending.some((other) => other.seq < input.seq && other.blocking);
    return this.#parts.connected.value && !behind;
  }

  async #send(input: Pending): Promise<void> {
    input.state = 'sending';
    input.tried = true;
    const { seq, bytes } = input;
    const outcome = await this.#parts.send({ source: this.#source, seq, bytes });
    if (!this.#pending.includes(input)) this.#answeredLate(seq, outcome);
    else if (!outcome.ok) {
      if (outcome.code === 'unreachable') input.state = 'waiting';
      else this.#giveUp(input, outcome.message);
    } else if (outcome.value === 'accepted') {
      this.#accepted = Math.max(this.#accepted, seq);
      this.#forget(input);
    } else if (outcome.value === 'ended') {
      this.#giveUp(input, 'The session has ended.');
    } else if (this.#accepted > seq) {
      // A later number was accepted: under its own number it would be taken for a repetition.
      this.#giveUp(input, 'The program is not reading its input.');
    } else {
      input.state = 'busy';
      input.blocking = true;
    }
    // What waited behind it may be free now; what is stale is given up.
    this.#flush();
  }

  /** It was given up, and the person asked what to do: there may be nothing left to ask. */
  #answeredLate(seq: number, outcome: Outcome<InputStatus>): void {
    if (!outcome.ok || outcome.value !== 'accepted') return;
    this.#accepted = Math.max(this.#accepted, seq);
    this.unsent.value = this.unsent.value.filter((one) => one.seq !== seq);
  }

  #giveUp(input: Pending, why: string): void {
    this.#forget(input);
    const { seq, bytes, label, fleeting } = input;
    if (fleeting) return;
    this.unsent.value = [...this.unsent.value, { seq, bytes, label, why }];
  }

  #forget(input: Pending): void {
    this.#pending = this.#pending.filter((other) => other !== input);
  }

  /** While anything is pending: busy input is tried again, old input given up. */
  #wakeLater(): void {
    clearTimeout(this.#timer);
    const [oldest] = this.#pending;
    if (oldest === undefined) return;
    const stale = freshMs - (this.#parts.now() - oldest.typedAt);
    const busy = this.#pending.some(({ state }) => state === 'busy');
    const delay = busy ? Math.min(busyRetryMs, stale) : stale;
    this.#timer = setTimeout(
      () => {
        for (const input of this.#pending) if (input.state === 'busy') input.state = 'waiting';
        this.#flush();
      },
      Math.max(0, delay),
    );
  }
}

function whyStale({ tried, state }: Pending): string {
  if (state === 'sending') return 'It has not been confirmed yet.';
  return tried ? 'The connection was lost before it was confirmed.' : 'There was no connection.';
}

/** randomUUID exists on https pages only. */
function randomSource(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
