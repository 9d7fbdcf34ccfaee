// One paired device as it is kept on disk, and how its name is made fit to show.
import { stripVTControlCharacters } from 'node:util';

/** Times in milliseconds since 1970. */
export interface DeviceRecord {
  /** SHA-256 of the token. */
  readonly hash: string;
  readonly name: string;
  readonly created: number;
  readonly lastUsed: number;
  /** Where it was last seen, empty when unknown. */
  readonly address: string;
  /** The pairing it came by. */
  readonly pairing: string;
  /** Let in to watch one session, and only until then; null for a device of its owner's. */
  readonly view: View | null;
}

export interface View {
  /** The session's id. */
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface Device extends DeviceRecord {
  readonly id: string;
}

/** A device not used for this long has to pair again. */
export const idleExpiryMs = 90 * 24 * 3600 * 1000;

/** Room for a record's every later form: it is overwritten in place. */
export const deviceRecordBytes = 1024;

export function parseDevice(id: string, record: Record<string, unknown>): Device | null {
  const { hash, name, created, lastUsed, address, pairing } = record;
  const view = parseView(record.view);
  if (typeof hash !== 'string' || typeof name !== 'string' || typeof address !== 'string')
    return null;
  if (typeof created !== 'number' || typeof lastUsed !== 'number') return null;
  if (typeof pairing !== 'string' || view === undefined) return null;
  return { id, hash, name, created, lastUsed, address, pairing, view };
}

/** Undefined for what is no such thing: it must not pass for a device that may do everything. */
export function parseView(value: unknown): View | null | undefined {
  if (value === undefined || value === null) return null;
  const { session, until } = value as Record<string, unknown>;
  if (typeof session !== 'string' || typeof until !== 'number') return undefined;
  return { session, until };
}

/** Whether its time is over: not used for long, or let in for a while only. */
export function isOver(device: DeviceRecord, now: number): boolean {
  return now - device.lastUsed > idleExpiryMs || (device.view !== null && now >= device.view.until);
}

/** A name that is safe to print and at most 40 characters; `phone` when nothing is left of it. */
export function deviceName(wanted: string | undefined): string {
  const plain = stripVTControlCharacters(wanted ?? '')
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return [...plain].slice(0, 40).join('').trim() || 'phone';
}
