// Input on its way into a pane, as send-keys takes it: bytes in hexadecimal, a few at a time.

const commandBytes = 512;
/** Sent and not yet confirmed at most: a server that is busy must not gather input without bound. */
const sentBytes = 16 * 1024;

export type Ask = (commands: readonly string[], done: () => void) => void;

export class Keys {
  readonly #pane: string;
  #onTheWay = 0;

  constructor(pane: string) {
    this.#pane = pane;
  }

  /** Returns how many of the first bytes were taken. */
  send(bytes: Uint8Array, ask: Ask): number {
    const taken = Math.min(bytes.length, sentBytes - this.#onTheWay);
    for (let at = 0; at < taken; at += commandBytes) {
      this.#command(bytes.subarray(at, Math.min(at + commandBytes, taken)), ask);
    }
    return taken;
  }

  /** Another client: what was on the way to the last one is not confirmed any more. */
  reset(): void {
    this.#onTheWay = 0;
  }

  #command(bytes: Uint8Array, ask: Ask): void {
    const keys = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    this.#onTheWay += bytes.length;
    // Whoever looks back through the history in tmux would swallow what is typed: out of that first.
    const out = `copy-mode -q -t ${this.#pane}`;
    ask([out, `send-keys -t ${this.#pane} -H ${keys}`], () => {
      this.#onTheWay = Math.max(0, this.#onTheWay - bytes.length);
    });
  }
}
