// A private folder of small JSON files, one a record. Two processes (the gateway, the command
// line) work on it at once without a lock: a record appears whole, and once removed stays removed.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../../sessions/json-file.ts';

const namePattern = /^([A-Za-z0-9_-]{1,64})\.json$/;

export class RecordFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** A new record, whole from the first moment it can be seen. */
  async add(name: string, record: object): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await writeJsonAtomically(this.#file(name), record);
  }

  /** Every record, by name; null for one that cannot be read (being overwritten, damaged). */
  async list(): Promise<Map<string, Record<string, unknown> | null>> {
    const files = await readdir(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const records = new Map<string, Record<string, unknown> | null>();
    for (const file of files) {
      const name = namePattern.exec(file)?.[1];
      if (name !== undefined) records.set(name, await this.#read(name));
    }
    return records;
  }

  /**
   * Overwrites a record in place, padded to `bytes` so that a shorter one leaves no tail. A record
   * removed meanwhile stays removed: what is written then goes to a file without a name.
   */
  async overwrite(name: string, record: object, bytes: number): Promise<void> {
    const file = await open(this.#file(name), 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (file === null) return;
    try {
      await file.write(JSON.stringify(record).padEnd(bytes), 0);
    } finally {
      await file.close();
    }
  }

  /** Removes a record; true for the one caller, of all processes, that did it. */
  async take(name: string): Promise<boolean> {
    const taken = join(this.path, `.${name}.${randomBytes(4).toString('hex')}`);
    try {
      await rename(this.#file(name), taken);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    await rm(taken, { force: true });
    return true;
  }

  #file(name: string): string {
    return join(this.path, `${name}.json`);
  }

  async #read(name: string): Promise<Record<string, unknown> | null> {
    const record = await readJson(this.#file(name));
    return typeof record === 'object' && record !== null ? (record as never) : null;
  }
}
