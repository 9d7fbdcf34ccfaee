// The looks of one connected page at logs, by number. All end with its connection, and each with its
// session.
import { Failure } from '../../protocol/failure.ts';
import type { GatewayToLog, LogMatches, LogQuery, LogTail } from '../../protocol/log-page.ts';
import type { SessionLogView } from '../../screen/session-log-view.ts';
import type { LiveSession } from '../board/live-session.ts';
import { LogLook, type LogLookParts, type SearchPlace } from './log-look.ts';

export interface LogLooksParts {
  readonly log: (session: string, signal: AbortSignal) => SessionLogView;
  /** See `Pace`. */
  readonly free: (go: () => void) => boolean;
  /** See `LogLook`. */
  readonly search: LogLookParts['search'];
  tail(event: Parameters<GatewayToLog['log:tail']>[0]): void;
  matches(event: LogMatches): void;
}

interface Held {
  readonly look: LogLook;
  /** Ends what is being asked for it. */
  readonly asking: AbortController;
  readonly session: LiveSession;
}

/** A page shows one log at a time; a few more may be on their way out. */
const mostLooks = 8;

export class LogLooks {
  readonly #parts: LogLooksParts;
  readonly #looks = new Map<number, Held>();
  readonly #searches = new Map<number, LogLook>();
  #numbers = 0;

  constructor(parts: LogLooksParts) {
    this.#parts = parts;
  }

  async open(session: LiveSession, width: number): Promise<{ view: number; tail: LogTail }> {
    if (this.#looks.size >= mostLooks)
      throw new Failure('too-many-open', `${mostLooks} logs on one page`);
    const view = ++this.#numbers;
    const { log, free, search, tail: told, matches } = this.#parts;
    const asking = new AbortController();
    const look = new LogLook({
      log: log(session.id, asking.signal),
      free,
      search,
      tail: (tail) => told({ view, tail }),
      matches,
    });
    this.#looks.set(view, { look, session, asking });
    try {
      await session.readingLog();
      return { view, tail: await look.look(width) };
    } catch (error) {
      this.close(view);
      throw error;
    }
  }

  /** Throws `not-found`. */
  look(view: number): LogLook {
    const held = this.#looks.get(view);
    if (held === undefined) throw new Failure('not-found');
    return held.look;
  }

  /** The search's number; what it finds is told under it. */
  search(view: number, query: LogQuery, place: SearchPlace): number {
    const look = this.look(view);
    const search = ++this.#numbers;
    for (const [earlier, of] of this.#searches) if (of === look) this.#searches.delete(earlier);
    this.#searches.set(search, look);
    look.search(search, query, place);
    return search;
  }

  stopSearch(search: number): void {
    this.#searches.get(search)?.stopSearch();
    this.#searches.delete(search);
  }

  close(view: number): void {
    const held = this.#looks.get(view);
    if (held === undefined) return;
    this.#looks.delete(view);
    held.look.close();
    held.asking.abort();
    for (const [search, look] of this.#searches)
      if (look === held.look) this.#searches.delete(search);
    held.session.leftLog();
  }

  /** The session has been removed. */
  removed(session: string): void {
    for (const [view, held] of [...this.#looks]) if (held.session.id === session) this.close(view);
  }

  closeAll(): void {
    for (const view of [...this.#looks.keys()]) this.close(view);
  }
}
