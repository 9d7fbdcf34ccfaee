// Who may come in: the paired devices of this state directory. The gateway asks it on every
// request, the command line lists and revokes, each with its own copy of what the folder says.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nameLength, nameText } from '../../protocol/handshake.ts';
import { watchFolder } from '../watch-folder.ts';
import {
  type Device,
  deviceName,
  deviceRecordBytes,
  isOver,
  parseDevice,
  type View,
} from './device.ts';
import { RecordFolder } from './record-folder.ts';
import { Revoked } from './revoked.ts';
import { hashOf, macOf, newToken, sameHash } from './secret.ts';

/** Uses closer together than this are not written down. */
const useGranularityMs = 5 * 60_000;

export interface NewDevice {
  readonly name: string | undefined;
  readonly address: string;
  readonly pairing: string;
  readonly view?: View | null;
}

/** A device as it is found by its name in a greeting. */
export interface KnownDevice {
  readonly id: string;
  /** SHA-256 of its token. */
  readonly hash: string;
  /** It was let in once and is not any more. */
  readonly isOver: boolean;
}

export class Devices {
  readonly #folder: RecordFolder;
  readonly #revoked: Revoked;
  readonly #now: () => number;
  #devices = new Map<string, Device>();
  /** Paired ones and revoked ones, by their names in greetings. */
  #names = new Map<string, { readonly id: string; readonly hash: string }>();
  /** What is known and what is on disk change together: one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(state: { machineDir: string }, now: () => number) {
    this.#folder = new RecordFolder(join(state.machineDir, 'devices'));
    this.#revoked = new Revoked(state, now);
    this.#now = now;
  }

  static async open(state: { machineDir: string }, now = Date.now): Promise<Devices> {
    const devices = new Devices(state, now);
    await devices.reload();
    return devices;
  }

  /** The paired devices whose time is not over, the latest used first. */
  list(): Device[] {
    const now = this.#now();
    return [...this.#devices.values()]
      .filter((device) => !isOver(device, now))
      .sort((a, b) => b.lastUsed - a.lastUsed);
  }

  /** The device that holds this token, else null. */
  byToken(token: string): Device | null {
    const hash = hashOf(token);
    // Every hash is compared: the time says neither whether nor which one fits.
    let found: Device | null = null;
    for (const device of this.#devices.values()) {
      if (sameHash(device.hash, hash)) found = device;
    }
    return found !== null && !isOver(found, this.#now()) ? found : null;
  }

  /** Whether it is let in still. */
  has(id: string): boolean {
    const device = this.#devices.get(id);
    return device !== undefined && !isOver(device, this.#now());
  }

  /** The device that goes by this name in a greeting, one whose time is over too. */
  named(name: string): KnownDevice | null {
    const known = this.#names.get(name);
    return known === undefined ? null : { ...known, isOver: !this.has(known.id) };
  }

  /** Pairs a device. The token is not kept: this is the only time it is seen. */
  async add({
    name,
    address,
    pairing,
    view = null,
  }: NewDevice): Promise<{ device: Device; token: string }> {
    const token = newToken();
    const now = this.#now();
    const device: Device = {
      id: randomBytes(6).toString('hex'),
      hash: hashOf(token),
      name: deviceName(name),
      created: now,
      lastUsed: now,
      address,
      pairing,
      view,
    };
    await this.#inTurn(async () => {
      await this.#folder.add(device.id, withoutId(device));
      this.#devices.set(device.id, device);
      this.#names.set(nameOf(device.hash), device);
    });
    return { device, token };
  }

  /** Notes that a device was here. Written down only every few minutes, or from a new address. */
  async used(device: Device, address: string): Promise<void> {
    const known = this.#devices.get(device.id);
    const now = this.#now();
    if (known === undefined) return;
    if (now - known.lastUsed < useGranularityMs && known.address === address) return;
    const record = { ...known, lastUsed: now, address };
    this.#devices.set(device.id, record);
    await this.#inTurn(() =>
      this.#folder.overwrite(device.id, withoutId(record), deviceRecordBytes),
    );
  }

  /** True when there was such a device. Its token is worth nothing from here on. */
  async revoke(id: string): Promise<boolean> {
    const hash = this.#devices.get(id)?.hash;
    this.#devices.delete(id);
    if (!/^[0-9a-f]{12}$/.test(id)) return false;
    return this.#inTurn(async () => {
      // A reading of the folder that was under way may have brought it back.
      this.#devices.delete(id);
      // Before it is gone: whoever sees it gone can say that it was revoked.
      if (hash !== undefined) {
        await this.#revoked.add(id, hash);
        this.#names.set(nameOf(hash), { id, hash });
      }
      return this.#folder.take(id);
    });
  }

  /** Reads the folder anew; answers with the ids of those that are gone. */
  reload(): Promise<string[]> {
    return this.#inTurn(async () => {
      const records = await this.#folder.list();
      const before = this.#devices;
      this.#devices = new Map();
      for (const [id, record] of records) {
        // One caught in the middle of being written is as it was.
        const device = record === null ? before.get(id) : parseDevice(id, record);
        if (device) this.#devices.set(id, device);
      }
      const known = [...(await this.#revoked.list()), ...this.#devices.values()];
      this.#names = new Map(known.map((each) => [nameOf(each.hash), each]));
      return [...before.keys()].filter((id) => !this.#devices.has(id));
    });
  }

  /** Follows what other processes do to the folder. Returns what ends it. */
  async follow(onChange: (removed: readonly string[]) => void): Promise<() => void> {
    await mkdir(this.#folder.path, { recursive: true, mode: 0o700 });
    return watchFolder(this.#folder.path, () => {
      this.reload().then(onChange, () => {});
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/** Says which device greets, and nothing of its token. */
function nameOf(hash: string): string {
  return macOf(hash, nameText).slice(0, nameLength);
}

function withoutId({ id: _, ...record }: Device): Omit<Device, 'id'> {
  return record;
}
