// How far a terminal has come with what it was sent. What has been written may lie in buffers for
// long on the way to it, so it is asked for a sign of life (DSR 5) behind it, and says "\e[0n" when
// it gets there. One that never answers is taken at the system's word.

const answer = Buffer.from('\u001b[0n');
/** A terminal that has not answered by then does not know the question, or is far away. */
const firstWithinMs = 1500;
/** One that has answered before may be slow; an answer that got lost must not hold up the rest. */
const nextWithinMs = 20_000;
/** The rest of an answer comes at once; a lone Escape is somebody's key. */
const restWithinMs = 30;

interface Asked {
  readonly shown: () => void;
  called: boolean;
}

export class Confirmations {
  static readonly question = Buffer.from('\u001b[5n');
  #asked: Asked[] = [];
  #answers: boolean | null = null;
  #held: Buffer = Buffer.alloc(0);
  #typed: (bytes: Buffer) => void;
  #late: NodeJS.Timeout | undefined;
  #rest: NodeJS.Timeout | undefined;
  #settled: (() => void)[] = [];

  constructor(typed: (bytes: Buffer) => void) {
    this.#typed = typed;
  }

  /** Whether to ask at all: not one that has not answered in time. */
  get worthwhile(): boolean {
    return this.#answers !== false;
  }

  get pending(): boolean {
    return this.#asked.length > 0;
  }

  /** The question has been sent; `shown` is called when its answer comes, or is given up. */
  asked(shown: () => void): void {
    this.#asked.push({ shown, called: false });
    if (this.#late === undefined) this.#waitOn();
  }

  /** What came from the terminal, without its answers, is handed to `typed`. */
  read(bytes: Buffer): void {
    clearTimeout(this.#rest);
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = Buffer.alloc(0);
    const typed: Buffer[] = [];
    for (let at = rest.indexOf(answer); at >= 0 && this.pending; at = rest.indexOf(answer)) {
      typed.push(rest.subarray(0, at));
      rest = rest.subarray(at + answer.length);
      this.#confirm();
    }
    const kept = this.pending ? beginningAtEnd(rest) : 0;
    typed.push(rest.subarray(0, rest.length - kept));
    if (kept > 0) {
      this.#held = Buffer.from(rest.subarray(rest.length - kept));
      this.#rest = setTimeout(() => this.#letGo(), restWithinMs);
    }
    const all = Buffer.concat(typed);
    if (all.length > 0) this.#typed(all);
  }

  /** Resolves when no answer is on its way any more, or after this long. */
  async settled(withinMs: number): Promise<void> {
    if (!this.pending) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.worthwhile ? withinMs : restWithinMs);
      this.#settled.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Calls everybody who waits; no answer is expected any more. */
  close(): void {
    clearTimeout(this.#late);
    clearTimeout(this.#rest);
    this.#late = undefined;
    for (const asked of this.#asked.splice(0)) if (!asked.called) asked.shown();
    this.#held = Buffer.alloc(0);
  }

  #confirm(): void {
    this.#answers = true;
    const asked = this.#asked.shift();
    clearTimeout(this.#late);
    this.#late = undefined;
    if (this.pending) this.#waitOn();
    else for (const resolve of this.#settled.splice(0)) resolve();
    if (asked !== undefined && !asked.called) asked.shown();
  }

  #waitOn(): void {
    this.#late = setTimeout(
      () => {
        this.#answers = this.#answers === null ? false : this.#answers;
        this.#late = undefined;
        for (const asked of this.#asked) {
          if (!asked.called) asked.shown();
          asked.called = true;
        }
      },
      this.#answers === true ? nextWithinMs : firstWithinMs,
    );
  }

  #letGo(): void {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    if (held.length > 0) this.#typed(held);
  }
}

/** How many bytes at the end may be the beginning of an answer. */
function beginningAtEnd(bytes: Buffer): number {
  for (let length = Math.min(answer.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(answer.subarray(0, length))) return length;
  }
  return 0;
}
