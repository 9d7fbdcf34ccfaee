// The live list: every session there is, each kept current by its host's link and by the folder's
// own news, and whoever wants to hear of changes.
import { readdir } from 'node:fs/promises';
import type { SessionId } from '../../protocol/names.ts';
import type { SessionSummary } from '../../protocol/session.ts';
import type { News } from '../../screen/watching/teller.ts';
import {
  SessionDirectory,
  type SessionEntry,
  summaryOf,
} from '../../sessions/session-directory.ts';
import type { StateDirectory } from '../../sessions/state-directory.ts';
import { type SessionsWatch, watchSessions } from '../../sessions/watch.ts';
import type { GpuWork } from '../../watch/gpu-history.ts';
import { isShortage } from '../shortage.ts';
import { Cards } from '../watching/cards.ts';
import { LiveSession, type SessionViews } from './live-session.ts';

export interface BoardWatcher {
  session(summary: SessionSummary): void;
  removed(id: string): void;
}

export interface BoardParts {
  readonly state: StateDirectory;
  readonly views: SessionViews;
  /** What a session's GPUs do. */
  readonly gpuWork?: (id: string) => GpuWork;
  readonly bug: (error: unknown) => void;
}

const againMs = 2000;

export class Board {
  readonly directory: SessionDirectory;
  readonly cards = new Cards({
    changed: (id) => this.get(id)?.rewatch(),
    gpuWork: (id) => this.#parts.gpuWork?.(id) ?? null,
  });
  readonly #parts: BoardParts;
  readonly #sessions = new Map<string, LiveSession>();
  readonly #adopting = new Map<string, Promise<void>>();
  readonly #watchers = new Set<BoardWatcher>();
  /** Of the gateway itself. */
  readonly #own = new Set<BoardWatcher>();
  readonly #watch: SessionsWatch;

  private constructor(parts: BoardParts) {
    this.#parts = parts;
    this.directory = new SessionDirectory(parts.state);
    this.#watch = watchSessions(parts.state, (id) => this.#updateUntilRead(id));
  }

  /** Resolves when the list is complete. Links are made meanwhile. */
  static async open(parts: BoardParts): Promise<Board> {
    const board = new Board(parts);
    const entries = await board.directory.localEntries();
    await Promise.all(entries.map((entry) => board.#adopt(entry)));
    return board;
  }

  /** This machine's sessions, oldest first, then other machines' as last known. */
  async list(): Promise<SessionSummary[]> {
    const remote = await this.#remote();
    const local = [...this.#sessions.values()].map(({ summary }) => summary);
    return [...local.sort((a, b) => a.created.localeCompare(b.created)), ...remote];
  }

  get(id: string): LiveSession | null {
    return this.#sessions.get(id) ?? null;
  }

  /** The one with this id, or whole name. */
  named(word: string): LiveSession | null {
    const byName = [...this.#sessions.values()].find(({ summary }) => summary.name === word);
    return this.get(word) ?? byName ?? null;
  }

  /** This machine's sessions as they were last read. */
  entries(): SessionEntry[] {
    return [...this.#sessions.values()].map(({ entry }) => entry);
  }

  /** Looks at a session again, now: after somebody has changed it. */
  async update(id: SessionId): Promise<void> {
    const known = this.#sessions.get(id);
    if (known !== undefined) {
      if (!(await known.refresh())) this.#drop(known);
      return;
    }
    const entry = await this.directory.read(id);
    if (entry !== null) await this.#adopt(entry);
  }

  /** What a machine that is short of files does not let be read is read a little later. */
  #updateUntilRead(id: SessionId): void {
    this.update(id).catch((error) => {
      this.#parts.bug(error);
      if (isShortage(error)) setTimeout(() => this.#updateUntilRead(id), againMs).unref();
    });
  }

  /** What the view of a session's output says of it. */
  tell(id: string, news: News): void {
    if (news.vitals !== null) this.cards.tell(id, news.vitals);
    this.get(id)?.shows(news);
  }

  /** Somebody has a page open. */
  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Returns what ends it. */
  watch(watcher: BoardWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** As `watch`, for the gateway itself: nobody looks on. */
  follow(watcher: BoardWatcher): () => void {
    this.#own.add(watcher);
    return () => this.#own.delete(watcher);
  }

  close(): void {
    this.#watch.close();
    this.cards.close();
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    this.#watchers.clear();
    this.#own.clear();
  }

  /** Several may hear of a new session at once: it is taken in by the first. */
  #adopt(entry: SessionEntry): Promise<void> {
    const { id } = entry;
    if (this.#sessions.has(id)) return Promise.resolve();
    const adopting =
      this.#adopting.get(id) ??
      this.#takeIn(entry).finally(() => {
        this.#adopting.delete(id);
      });
    this.#adopting.set(id, adopting);
    return adopting;
  }

  async #takeIn(entry: SessionEntry): Promise<void> {
    const { id } = entry;
    const { views, bug } = this.#parts;
    const [summary] = await Promise.all([summaryOf(entry), this.cards.add(entry)]);
    const session = new LiveSession(entry, summary, {
      views,
      bug,
      read: () => this.directory.read(id),
      watch: (now) => this.cards.of(now),
      changed: (changed) => this.#tell((watcher) => watcher.session(changed)),
    });
    this.#sessions.set(id, session);
    session.rewatch();
    this.#tell((watcher) => watcher.session(session.summary));
  }

  #drop(session: LiveSession): void {
    if (!this.#sessions.delete(session.id)) return;
    session.close();
    this.cards.forget(session.id);
    this.#tell((watcher) => watcher.removed(session.id));
  }

  #tell(news: (watcher: BoardWatcher) => void): void {
    for (const watcher of [...this.#watchers, ...this.#own]) news(watcher);
  }

  /** A home that no other machine shares is the rule: then this costs one look. */
  async #remote(): Promise<SessionSummary[]> {
    const { root, folder } = this.#parts.state;
    const folders = await readdir(root);
    if (folders.every((name) => name === folder || name.startsWith('.'))) return [];
    const entries = (await this.directory.entries()).filter((entry) => entry.ofOtherMachine);
    return Promise.all(entries.map((entry) => summaryOf(entry)));
  }
}
