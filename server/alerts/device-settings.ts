// What each device wants to be told, and up to where it has seen the alerts: a small file a device, which goes
// with the device.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { alertKinds, type DeviceAlerts, type QuietHours } from '../protocol/alerts.ts';
import { readJson, writeJsonAtomically } from '../sessions/json-file.ts';

export interface DeviceRecord {
  readonly settings: DeviceAlerts;
  /** `made` of the newest alert that was seen on it. */
  readonly seen: number;
}

const filePattern = /^([0-9a-f]{12})\.json$/;

export class DeviceSettings {
  readonly #folder: string;
  readonly #known = new Map<string, DeviceRecord>();

  constructor(alertsFolder: string) {
    this.#folder = join(alertsFolder, 'devices');
  }

  of(device: string): DeviceRecord {
    const known = this.#known.get(device) ?? parseRecord(readJson(this.#file(device)));
    this.#known.set(device, known);
    return known;
  }

  async change(device: string, changes: Partial<DeviceRecord>): Promise<void> {
    const now = { ...this.of(device), ...changes };
    this.#known.set(device, now);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeJsonAtomically(this.#file(device), now);
  }

  /** Removes those of devices that are not let in any more. */
  async keepOnly(isLetIn: (device: string) => boolean): Promise<void> {
    const files = await readdir(this.#folder).catch(() => []);
    const ids = files.flatMap((file) => filePattern.exec(file)?.[1] ?? []);
    for (const id of ids.filter((one) => !isLetIn(one))) {
      this.#known.delete(id);
      await rm(this.#file(id), { force: true });
    }
  }

  #file(device: string): string {
    return join(this.#folder, `${device}.json`);
  }
}

function usualSettings(): DeviceAlerts {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { kinds: {}, quiet: null, timeZone, language: 'en', hideText: false };
}

function parseRecord(value: unknown): DeviceRecord {
  const { settings, seen } = (value ?? {}) as Record<string, unknown>;
  return {
    settings: parseSettings(settings, usualSettings()) ?? usualSettings(),
    seen: typeof seen === 'number' ? seen : 0,
  };
}

/** What is not given stays as it is `before`. Null when it is not what a device may ask for. */
export function parseSettings(value: unknown, before: DeviceAlerts): DeviceAlerts | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kinds, quiet, timeZone, language, hideText } = {
    ...before,
    ...(value as Record<string, unknown>),
  };
  if (!areKinds(kinds) || (quiet !== null && !isQuiet(quiet))) return null;
  if (!isTimeZone(timeZone) || typeof hideText !== 'boolean') return null;
  if (typeof language !== 'string' || !/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(language))
    return null;
  return { kinds, quiet, timeZone, language, hideText };
}

function areKinds(value: unknown): value is DeviceAlerts['kinds'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const known: readonly string[] = alertKinds;
  return Object.entries(value).every(
    ([kind, on]) => known.includes(kind) && typeof on === 'boolean',
  );
}

function isQuiet(value: unknown): value is QuietHours {
  const { from, to, failuresBreak } = (value ?? {}) as Record<string, unknown>;
  const areTimes = [from, to].every(
    (time) => typeof time === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time),
  );
  return areTimes && typeof failuresBreak === 'boolean';
}

function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 64) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
