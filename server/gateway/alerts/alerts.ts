// What happens to sessions, made into alerts: told by the list, by the views and by the folder; what was missed
// is made up for at the start. Who is told of them is the outbox's business.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endAlert, type Told } from '../../alerts/end.ts';
import { Records } from '../../alerts/records.ts';
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
  readonly bug: (error: unknown) => void;
  readonly now?: () => number;
}

export class Alerts {
  readonly records: Records;
  readonly #parts: AlertsParts;
  readonly #since: number;
  /** Sessions that were seen before they ended. */
  readonly #alive = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #close: (() => void)[];

  private constructor(parts: AlertsParts, records: Records, since: number) {
    this.#parts = parts;
    this.records = records;
    this.#since = since;
    this.#close = [
      parts.board.follow({
        session: (summary) => this.#session(summary),
        removed: (id) => void this.#removed(id).catch(parts.bug),
      }),
      watchFolder(records.folder, () => void records.look().catch(parts.bug)),
    ];
  }

  static async open(parts: AlertsParts): Promise<Alerts> {
    const { state, board, now = Date.now } = parts;
    const folder = alertsFolder(state);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const records = await Records.open(folder, now);
    await records.keepOnly((id) => existsSync(join(state.sessionsDir, id)));
    const alerts = new Alerts(parts, records, await alertsSince(folder, now()));
    for (const { id } of board.entries()) {
      const session = board.get(id);
      if (session !== null) alerts.#session(session.summary);
    }
    return alerts;
  }

  close(): void {
    for (const each of this.#close) each();
  }

  get #now(): number {
    return (this.#parts.now ?? Date.now)();
  }

  #session(summary: SessionSummary): void {
    if (summary.state !== 'ended') this.#alive.add(summary.id);
    else if (!this.#ended.has(summary.id)) {
      this.#ended.add(summary.id);
      this.#end(summary).catch(this.#parts.bug);
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
    await this.records.add(alert);
    if (alert.session !== null) await this.#removed(alert.session);
  }

  /** What is told of a session goes with it. */
  async #removed(id: string): Promise<void> {
    if (existsSync(join(this.#parts.state.sessionsDir, id))) return;
    this.#alive.delete(id);
    this.#ended.delete(id);
    await this.records.removeOf(id);
  }
}

export function alertsFolder({ machineDir }: Pick<StateDirectory, 'machineDir'>): string {
  return join(machineDir, 'alerts');
}

function toldOf(entry: SessionEntry): Told {
  return {
    bell: bellSet(entry),
    isShell: isShell(entry.spec),
    keepsShell: entry.spec.job?.keepShell === true,
  };
}
