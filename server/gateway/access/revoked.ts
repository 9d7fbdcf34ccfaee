// Revoked devices: the hashes of their tokens are kept for as long as such a device could come back, so that the
// gateway can prove to it that it was revoked, rather than that a stranger answers in the gateway's place.
import { join } from 'node:path';
import { idleExpiryMs } from './device.ts';
import { RecordFolder } from './record-folder.ts';

export interface RevokedDevice {
  readonly id: string;
  /** SHA-256 of the token it had. */
  readonly hash: string;
}

export class Revoked {
  readonly #folder: RecordFolder;
  readonly #now: () => number;

  constructor({ machineDir }: { machineDir: string }, now: () => number) {
    this.#folder = new RecordFolder(join(machineDir, 'revoked'));
    this.#now = now;
  }

  /** Best effort: a device is shut out although the disk is full. */
  async add(id: string, hash: string): Promise<void> {
    await this.#folder.add(id, { hash, revoked: this.#now() }).catch(() => {});
  }

  /** Forgets those that were revoked long ago. */
  async list(): Promise<RevokedDevice[]> {
    const found: RevokedDevice[] = [];
    for (const [id, record] of await this.#folder.list()) {
      const { hash, revoked } = record ?? {};
      if (typeof hash !== 'string' || typeof revoked !== 'number') continue;
      if (this.#now() - revoked > idleExpiryMs) await this.#folder.take(id);
      else found.push({ id, hash });
    }
    return found;
  }
}
