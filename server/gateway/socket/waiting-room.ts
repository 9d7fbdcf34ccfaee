// Connections that have not yet become somebody's socket: how many may wait, for how long, and who
// has to go for a newcomer. Refuses to know tokens: whoever lets them in says whose they are.

/** What the connection came with: `drop` ends it at once. */
export interface Waiting {
  readonly drop: () => void;
}

/**
 * Newcomers are never refused: the oldest of the same owner goes in their place. Who comes in is
 * through within a round trip, who only holds a place is not. Strangers are one owner (null), so
 * that they push out each other, and nobody who has shown a token.
 */
export class WaitingRoom {
  readonly #rooms = new Map<string | null, Map<Waiting, NodeJS.Timeout>>();
  readonly #limits: { readonly most: number; readonly patienceMs: number };

  constructor(limits: { readonly most: number; readonly patienceMs: number }) {
    this.#limits = limits;
  }

  enter(owner: string | null, waiting: Waiting): void {
    const room = this.#rooms.get(owner) ?? new Map<Waiting, NodeJS.Timeout>();
    this.#rooms.set(owner, room);
    const drop = () => {
      this.leave(owner, waiting);
      waiting.drop();
    };
    room.set(waiting, setTimeout(drop, this.#limits.patienceMs));
    if (room.size <= this.#limits.most) return;
    const [oldest] = room.keys();
    if (oldest === undefined) return;
    this.leave(owner, oldest);
    oldest.drop();
  }

  /** It has come in, or is gone. May be said twice. */
  leave(owner: string | null, waiting: Waiting): void {
    const room = this.#rooms.get(owner);
    clearTimeout(room?.get(waiting));
    room?.delete(waiting);
    if (room?.size === 0) this.#rooms.delete(owner);
  }
}
