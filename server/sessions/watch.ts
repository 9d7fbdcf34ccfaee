// Tells when sessions come, change their name or state, and go, as the file system tells it. Says
// which session, not what: whoever cares reads it anew.
import { type FSWatcher, readdirSync, type WatchListener, watch } from 'node:fs';
import { join } from 'node:path';
import { parseSessionId, type SessionId } from '../protocol/names.ts';
import { hostComesUpWithinMs } from './judge.ts';
import type { StateDirectory } from './state-directory.ts';

export interface SessionsWatch {
  /** May be called twice. */
  close(): void;
}

/** A file is written, renamed and followed by others within moments: one report for all. */
const settleMs = 15;
/** What a gateway itself keeps there from time to time, of a session that runs. */
const ownFiles = /^(watch|gpus)\.json/;
/** Where the system has no watches left. */
const lookEveryMs = 3000;

/**
 * Calls `onChange` with the id of every session of this machine that is new, changed or removed.
 * A host that is killed tells the file system nothing: its socket's closing tells its clients.
 */
export function watchSessions(
  state: StateDirectory,
  onChange: (id: SessionId) => void,
): SessionsWatch {
  const sessions = new WatchedSessions(state.sessionsDir, onChange);
  sessions.start();
  return sessions;
}

class WatchedSessions implements SessionsWatch {
  readonly #folder: string;
  readonly #onChange: (id: SessionId) => void;
  readonly #watchers = new Map<SessionId, FSWatcher>();
  readonly #timers = new Map<SessionId, NodeJS.Timeout>();
  readonly #later = new Set<NodeJS.Timeout>();
  #known = new Set<SessionId>();
  #top: FSWatcher | null = null;
  #looking: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(folder: string, onChange: (id: SessionId) => void) {
    this.#folder = folder;
    this.#onChange = onChange;
  }

  start(): void {
    // Watched before it is read, so that what comes in between is seen.
    this.#top = this.#watch(this.#folder, () => this.#look());
    this.#known = new Set(this.#ids() ?? this.#lookAgain());
    for (const id of this.#known) this.#watchSession(id);
  }

  close(): void {
    this.#closed = true;
    this.#top?.close();
    for (const watcher of this.#watchers.values()) watcher.close();
    for (const timer of [...this.#timers.values(), ...this.#later]) clearTimeout(timer);
    if (this.#looking) clearInterval(this.#looking);
  }

  /** Which sessions have come and gone. */
  #look(): void {
    const ids = this.#ids();
    if (ids === null) return void this.#lookAgain();
    const now = new Set(ids);
    for (const id of this.#known) if (!now.has(id)) this.#removed(id);
    for (const id of now) if (!this.#known.has(id)) this.#added(id);
    this.#known = now;
  }

  #added(id: SessionId): void {
    this.#watchSession(id);
    this.#changed(id);
    // One that never comes up writes nothing more, yet becomes lost.
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      this.#changed(id);
    }, hostComesUpWithinMs + 100);
    timer.unref();
    this.#later.add(timer);
  }

  #removed(id: SessionId): void {
    this.#watchers.get(id)?.close();
    this.#watchers.delete(id);
    this.#changed(id);
  }

  #changed(id: SessionId): void {
    if (this.#closed || this.#timers.has(id)) return;
    const report = (): void => {
      this.#timers.delete(id);
      this.#onChange(id);
    };
    this.#timers.set(id, setTimeout(report, settleMs));
  }

  /** The spec (its name), the host's record, the socket (gone when it ended) lie right in the folder. */
  #watchSession(id: SessionId): void {
    const watcher = this.#watch(join(this.#folder, id), (_event, name) => {
      if (name === null || !ownFiles.test(name)) this.#changed(id);
    });
    if (watcher !== null) this.#watchers.set(id, watcher);
  }

  #watch(path: string, onEvent: WatchListener<string>): FSWatcher | null {
    try {
      const watcher = watch(path, { persistent: false }, onEvent);
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#lookRegularly();
      return null;
    }
  }

  /** The user's watches are used up (inotify(7)): look, seldom, rather than see nothing. */
  #lookRegularly(): void {
    this.#looking ??= setInterval(() => {
      this.#look();
      for (const id of this.#known) if (!this.#watchers.has(id)) this.#changed(id);
    }, lookEveryMs).unref();
  }

  /** The folder could not be read: no file was left to open, say. Nobody has gone for that. */
  #lookAgain(): SessionId[] {
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      if (!this.#closed) this.#look();
    }, lookEveryMs);
    timer.unref();
    this.#later.add(timer);
    return [];
  }

  /** Null when that is not known. */
  #ids(): SessionId[] | null {
    try {
      return readdirSync(this.#folder)
        .map(parseSessionId)
        .filter((id) => id !== null);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : null;
    }
  }
}
