// How many searches run at once: two of a device, four in all, the others in the order they came. One
// that is ended early gives its place back a moment later, so that nobody keeps the machine busy with
// beginnings.

export interface SearchTurnLimits {
  readonly each: number;
  readonly all: number;
  readonly restMs: number;
}

export const searchTurnLimits: SearchTurnLimits = { each: 2, all: 4, restMs: 250 };

/** Begins a search; `over` is to be called when it has ended by itself. Returns what ends it early. */
type Begin = (over: () => void) => () => void;

interface Turn {
  readonly owner: string;
  readonly begin: Begin;
  /** Null before it has begun. */
  end: (() => void) | null;
}

export class SearchTurns {
  readonly #limits: SearchTurnLimits;
  readonly #waiting = new Set<Turn>();
  /** Owners of the searches that run, or rest. */
  readonly #running: string[] = [];

  constructor(limits = searchTurnLimits) {
    this.#limits = limits;
  }

  /** Returns what ends it, or its waiting. */
  take(owner: string, begin: Begin): () => void {
    const turn: Turn = { owner, begin, end: null };
    this.#waiting.add(turn);
    this.#next();
    return () => {
      this.#waiting.delete(turn);
      turn.end?.();
    };
  }

  #next(): void {
    for (const turn of this.#waiting) {
      const own = this.#running.filter((owner) => owner === turn.owner).length;
      if (this.#running.length >= this.#limits.all) return;
      if (own < this.#limits.each) this.#begin(turn);
    }
  }

  #begin(turn: Turn): void {
    this.#waiting.delete(turn);
    this.#running.push(turn.owner);
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      this.#running.splice(this.#running.indexOf(turn.owner), 1);
      this.#next();
    };
    const end = turn.begin(over);
    turn.end = () => {
      end();
      setTimeout(over, this.#limits.restMs).unref();
    };
  }
}
