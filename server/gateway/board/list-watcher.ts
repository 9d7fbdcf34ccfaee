// One page's look at the list: told of what has changed since it was last told, all sessions in one
// message, and of nothing while nobody looks at the page.

import type { SessionSummary } from '../../protocol/session.ts';
import { changeOf, type ListChanges } from '../../protocol/session-change.ts';
import { Throttle } from './throttle.ts';

const pace = { soonMs: 30, intervalMs: 1000 };
/** A session that comes, goes, begins or ends. */
const promptPace = { soonMs: 30, intervalMs: 0 };

export class ListWatcher {
  readonly #send: (changes: ListChanges) => void;
  readonly #sees: (id: string) => boolean;
  /** Each session as the page knows it; null where it does not. */
  readonly #told = new Map<string, SessionSummary>();
  readonly #changed = new Map<string, SessionSummary>();
  readonly #removed = new Set<string>();
  readonly #soon = new Throttle(pace, () => this.#tell());
  readonly #promptly = new Throttle(promptPace, () => this.#tell());
  #paused = false;

  constructor(parts: { send: (changes: ListChanges) => void; sees: (id: string) => boolean }) {
    this.#send = parts.send;
    this.#sees = parts.sees;
  }

  /** The page has just been told the whole list. */
  begin(sessions: readonly SessionSummary[]): void {
    for (const session of sessions) this.#told.set(session.id, session);
  }

  session(summary: SessionSummary): void {
    if (!this.#sees(summary.id)) return;
    this.#changed.set(summary.id, summary);
    this.#removed.delete(summary.id);
    const before = this.#told.get(summary.id);
    const isEvent = before?.state !== summary.state || before.name !== summary.name;
    (isEvent ? this.#promptly : this.#soon).ask();
  }

  removed(id: string): void {
    if (!this.#sees(id)) return;
    this.#changed.delete(id);
    this.#removed.add(id);
    this.#promptly.ask();
  }

  /** The page is out of sight: what changes meanwhile is told when it is back, as one change. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#promptly.ask();
  }

  close(): void {
    this.#soon.close();
    this.#promptly.close();
  }

  #tell(): void {
    if (this.#paused) return;
    const removed = [...this.#removed].filter((id) => this.#told.delete(id));
    const changed = [...this.#changed.values()]
      .map((now) => changeOf(this.#told.get(now.id) ?? null, now))
      .filter((change) => change !== null);
    for (const [id, now] of this.#changed) this.#told.set(id, now);
    this.#changed.clear();
    this.#removed.clear();
    if (changed.length > 0 || removed.length > 0) this.#send({ changed, removed });
  }
}
