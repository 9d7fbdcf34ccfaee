// All alerts that are kept, as the gateway has them: in memory and on disk. A disk that takes nothing costs what
// is told its safety, not its telling: the alert that the disk is full is one of them.
import { rm } from 'node:fs/promises';
import type { Alert } from '../protocol/alerts.ts';
import { errorCode } from '../sessions/file-failure.ts';
import { writeJsonAtomically } from '../sessions/json-file.ts';
import {
  type AlertRecord,
  createRecord,
  readRecord,
  recordIds,
  recordPath,
  type Sending,
} from './record.ts';

export const maxShown = 200;
/** What is younger is kept beyond that: were its record gone, it would be noticed again at the next start. */
export const rememberedMs = 25 * 3600_000;
const maxKept = 2000;
const refusals = ['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'EIO'];

export class Records {
  readonly folder: string;
  readonly #records: Map<string, AlertRecord>;
  readonly #now: () => number;
  /** Writings of one record take turns. */
  readonly #writing = new Map<string, Promise<void>>();

  private constructor(folder: string, records: AlertRecord[], now: () => number) {
    this.folder = folder;
    this.#records = new Map(records.map((record) => [record.alert.id, record]));
    this.#now = now;
  }

  static async open(folder: string, now = Date.now): Promise<Records> {
    const ids = await recordIds(folder, { clean: true });
    const records = ids.map((id) => readRecord(folder, id)).filter((record) => record !== null);
    return new Records(folder, records, now);
  }

  get(id: string): AlertRecord | null {
    return this.#records.get(id) ?? null;
  }

  /** Newest first. */
  list(): AlertRecord[] {
    return [...this.#records.values()].sort((a, b) => b.made - a.made);
  }

  /** Null when it is known already. */
  async add(alert: Alert): Promise<AlertRecord | null> {
    if (this.#records.has(alert.id)) return null;
    const record = { alert, made: this.#nextMade(), sendings: null };
    this.#records.set(alert.id, record);
    try {
      if (!(await createRecord(this.folder, record))) return this.#takeOver(alert.id);
    } catch (error) {
      if (!refusals.includes(errorCode(error) ?? '')) throw error;
    }
    await this.#prune();
    return this.get(alert.id);
  }

  /** Takes in what other processes have made since. */
  async look(): Promise<AlertRecord[]> {
    const ids = await recordIds(this.folder);
    const fresh = ids
      .filter((id) => !this.#records.has(id))
      .map((id) => readRecord(this.folder, id))
      .filter((record) => record !== null);
    for (const record of fresh) this.#records.set(record.alert.id, record);
    if (fresh.length > 0) await this.#prune();
    return fresh;
  }

  async mark(id: string, sendings: readonly Sending[]): Promise<void> {
    const record = this.#records.get(id);
    if (record === undefined) return;
    this.#records.set(id, { ...record, sendings });
    await this.#inTurn(id, async () => {
      const now = this.#records.get(id);
      if (now === undefined) return;
      await writeJsonAtomically(recordPath(this.folder, id), now).catch(() => {});
      // Its session may have been removed meanwhile.
      if (!this.#records.has(id)) await this.#unlink(id);
    });
  }

  /** A session is gone, and with it what was to be told of it. */
  async removeOf(session: string): Promise<void> {
    const gone = [...this.#records.values()].filter(({ alert }) => alert.session === session);
    await this.#remove(gone);
  }

  /** Removes those of sessions that are gone. */
  async keepOnly(isThere: (session: string) => boolean): Promise<void> {
    const all = [...this.#records.values()];
    await this.#remove(
      all.filter(({ alert: { session } }) => session !== null && !isThere(session)),
    );
  }

  async #takeOver(id: string): Promise<AlertRecord | null> {
    const found = readRecord(this.folder, id);
    // Of a damaged one it is only known that it was told.
    if (found === null) this.#records.delete(id);
    else this.#records.set(id, found);
    return found?.sendings === null ? found : null;
  }

  async #prune(): Promise<void> {
    if (this.#records.size <= maxShown) return;
    const oldest = this.#now() - rememberedMs;
    const over = this.list().slice(maxShown);
    await this.#remove(over.filter(({ made }, at) => at + maxShown >= maxKept || made < oldest));
  }

  async #remove(records: readonly AlertRecord[]): Promise<void> {
    for (const { alert } of records) this.#records.delete(alert.id);
    for (const { alert } of records) await this.#inTurn(alert.id, () => this.#unlink(alert.id));
  }

  #unlink(id: string): Promise<void> {
    return rm(recordPath(this.folder, id), { force: true }).catch(() => {});
  }

  #inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#writing.get(id) ?? Promise.resolve()).then(work);
    this.#writing.set(id, turn);
    return turn.finally(() => {
      if (this.#writing.get(id) === turn) this.#writing.delete(id);
    });
  }

  /** Every one later than those before, though the clock was set back. */
  #nextMade(): number {
    let last = 0;
    for (const { made } of this.#records.values()) last = Math.max(last, made);
    // A clock that was set forward and back again must not count on from the future for ever.
    const now = this.#now();
    return last - now > rememberedMs ? now : Math.max(now, last + 1);
  }
}
