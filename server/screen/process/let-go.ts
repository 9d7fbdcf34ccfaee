// Sessions that were let go of, and whose files are still written to: they are another's only once
// nothing more is.
import type { Followed } from './followed.ts';

export class LetGo {
  readonly #closing = new Map<string, Promise<void>>();

  /** Resolves when the session's files are free. */
  async isDone(id: string): Promise<void> {
    await this.#closing.get(id);
  }

  /** Closes a session when its `turn`, which may be under way, is over. */
  close(session: Followed, turn: Promise<void>): void {
    const closed = turn.then(() => session.close()).catch(() => {});
    const before = this.#closing.get(session.id);
    const all = Promise.all([before, closed]).then(() => {
      if (this.#closing.get(session.id) === all) this.#closing.delete(session.id);
    });
    this.#closing.set(session.id, all);
  }
}
