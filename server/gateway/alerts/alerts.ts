// What happens to sessions, made into alerts: told by the list, by the views and by the folder; what was missed
// is made up for at the start. Who is told of them is the outbox's business.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endAlert, type Told } from '../../alerts/end.ts';
import type { AlertRecord } from '../../alerts/record.ts';
import type { Records } from '../../alerts/records.ts';
import { alertsSince, isTold } from '../../alerts/since.ts';
import type { Alert } from '../../protocol/alerts.ts';
import type { SessionSummary } from '../../protocol/session.ts';
import { bellSet, isShell } from '../../sessions/bell.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { StateDirectory } from '../../sessions/state-directory.ts';
import type { Board } from '../board/board.ts';
import { watchFolder } from '../watch-folder.ts';

export interface AlertsParts {
  readonly state: StateDirectory;
  readonly board: Board;
  readonly records: Records;
  /** There is a new one, on disk. */
  readonly added: (record: AlertRecord) => Promise<void>;
  /** What was missed has been found. */
  readonly started: () => void;
  readonly bug: (error: unknown) => void;
  readonly now?: () => number;
}

export class Alerts {
  readonly #parts: AlertsParts;
  readonly #since: number;
  /** Sessions that were seen before they ended. */
  readonly #alive = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #close: (() => void)[];

  private constructor(parts: AlertsParts, since: number) {
    this.#parts = parts;
    this.#since = since;
    const { board, records, bug } = parts;
    this.#close = [
      board.follow({
        session: (summary) => void this.#session(summary).catch(bug),
        removed: (id) => void this.#removed(id).catch(bug),
      }),
      watchFolder(records.folder, () => void this.#look().catch(bug)),
    ];
  }

  /** Resolves at once: what was missed is found afterwards. */
  static async open(parts: AlertsParts): Promise<Alerts> {
    const { state, board, records, started, bug, now = Date.now } = parts;
    await records.keepOnly((id) => existsSync(join(state.sessionsDir, id)));
    const alerts = new Alerts(parts, await alertsSince(records.folder, now()));
    const missed = board.entries().map(async ({ id }) => {
      const session = board.get(id);
      if (session !== null) await alerts.#session(session.summary);
    });
    Promise.all([...missed, alerts.#look()]).then(started, (error) => {
      bug(error);
      started();
    });
    return alerts;
  }

  close(): void {
    for (const each of this.#close) each();
  }

  get #now(): number {
    return (this.#parts.now ?? Date.now)();
  }

  async #session(summary: SessionSummary): Promise<void> {
    if (summary.state !== 'ended') this.#alive.add(summary.id);
    else if (!this.#ended.has(summary.id)) {
      this.#ended.add(summary.id);
      await this.#end(summary);
    }
  }

  async #end(summary: SessionSummary): Promise<void> {
    const wasSeen = this.#alive.delete(summary.id);
    const entry = this.#parts.board.get(summary.id)?.entry;
    if (entry === undefined) return;
    const alert = endAlert(summary, toldOf(entry), null);
    if (alert === null) return;
    if (wasSeen || isTold(alert.at, { since: this.#since, now: this.#now })) await this.#add(alert);
  }

  async #add(alert: Alert): Promise<void> {
    const record = await this.#parts.records.add(alert);
    if (record !== null) await this.#parts.added(record);
    if (alert.session !== null) await this.#removed(alert.session);
  }

  /** `outlive notify` has made some. */
  async #look(): Promise<void> {
    for (const record of await this.#parts.records.look()) await this.#parts.added(record);
  }

  /** What is told of a session goes with it. */
  async #removed(id: string): Promise<void> {
    if (existsSync(join(this.#parts.state.sessionsDir, id))) return;
    this.#alive.delete(id);
    this.#ended.delete(id);
    await this.#parts.records.removeOf(id);
  }
}

function toldOf(entry: SessionEntry): Told {
  return {
    bell: bellSet(entry),
    isShell: isShell(entry.spec),
    keepsShell: entry.spec.job?.keepShell === true,
  };
}
