// The push subscriptions on disk, one file a device. An endpoint is a capability: the file is its owner's
// alone and goes with the device. Of one that its service gave up only a hash stays, so that the page
// does not bring it back.
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../../../sessions/json-file.ts';
import { parseSubscription, type Subscription } from './subscription.ts';

const filePattern = /^([0-9a-f]{12})\.json$/;

export class Subscriptions {
  readonly #folder: string;

  constructor(alertsFolder: string) {
    this.#folder = join(alertsFolder, 'push');
  }

  /** Ids of the devices that are subscribed. */
  async devices(): Promise<string[]> {
    return (await this.#ids()).filter((id) => this.of(id) !== null);
  }

  of(device: string): Subscription | null {
    const record = this.#record(device);
    return parseSubscription(record, record?.page);
  }

  /** False for one that its push service does not know any more: the browser has to subscribe anew. */
  async put(device: string, subscription: Subscription): Promise<boolean> {
    if (this.#record(device)?.gone === hashOf(subscription.endpoint)) return false;
    await this.#write(device, subscription);
    return true;
  }

  /** Its push service has given it up. */
  async gone(device: string, endpoint: string): Promise<void> {
    // Another one may have taken its place while the answer was on its way.
    if (this.of(device)?.endpoint === endpoint)
      await this.#write(device, { gone: hashOf(endpoint) });
  }

  async remove(device: string): Promise<void> {
    if (filePattern.test(`${device}.json`)) await rm(this.#file(device), { force: true });
  }

  /** Removes those of devices that are not let in any more. */
  async keepOnly(isLetIn: (device: string) => boolean): Promise<void> {
    const over = (await this.#ids()).filter((id) => !isLetIn(id));
    await Promise.all(over.map((id) => this.remove(id)));
  }

  async #ids(): Promise<string[]> {
    const files = await readdir(this.#folder).catch(() => []);
    return files.flatMap((file) => filePattern.exec(file)?.[1] ?? []);
  }

  async #write(device: string, record: object): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeJsonAtomically(this.#file(device), record);
  }

  #record(device: string): Record<string, unknown> | null {
    if (!filePattern.test(`${device}.json`)) return null;
    const record = readJson(this.#file(device));
    return typeof record === 'object' ? (record as Record<string, unknown> | null) : null;
  }

  #file(device: string): string {
    return join(this.#folder, `${device}.json`);
  }
}

function hashOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url');
}
