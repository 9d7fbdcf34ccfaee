// One alert on disk: what is to be told, and to whom it has been. A record is made by link(), so that of several
// processes that notice the same thing one makes it; what is in it changes only in the gateway.
import { link, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Alert,
  alertKinds,
  alertLevels,
  type Delivery,
  deliveryStates,
} from '../protocol/alerts.ts';
import { parseSessionId } from '../protocol/names.ts';
import { errorCode } from '../sessions/file-failure.ts';
import { readJson } from '../sessions/json-file.ts';

/** `to` is a device's id here: names change. */
export interface Sending extends Delivery {
  /** How often it was tried in vain. */
  readonly tries: number;
}

export interface AlertRecord {
  readonly alert: Alert;
  /** When it was noticed, in ms since 1970: the order they are shown in. */
  readonly made: number;
  /** Null before it has been decided who is told. */
  readonly sendings: readonly Sending[] | null;
}

const recordFile = /^[0-9a-f]{32}\.json$/;
const partFile = /^\..*\.part$/;
let parts = 0;

export function recordPath(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

/** False when there is one for this alert already. */
export async function createRecord(folder: string, record: AlertRecord): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const part = join(folder, `.${record.alert.id}.${process.pid}-${++parts}.part`);
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record)}\n`);
    } finally {
      await file.close();
    }
    await link(part, recordPath(folder, record.alert.id));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(part, { force: true }).catch(() => {});
  }
}

/** Their ids. `clean`: removes what processes that were killed have left half written. */
export async function recordIds(folder: string, { clean = false } = {}): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  if (clean) {
    const left = names.filter((name) => partFile.test(name));
    for (const name of left) await rm(join(folder, name), { force: true });
  }
  return names.filter((name) => recordFile.test(name)).map((name) => name.slice(0, 32));
}

/** Null for one that is gone or damaged. */
export function readRecord(folder: string, id: string): AlertRecord | null {
  return parseRecord(readJson(recordPath(folder, id)), id);
}

function parseRecord(value: unknown, id: string): AlertRecord | null {
  const { alert, made, sendings } = (value ?? {}) as Record<string, unknown>;
  const parsed = parseAlert(alert);
  if (parsed === null || parsed.id !== id || typeof made !== 'number') return null;
  if (sendings === null) return { alert: parsed, made, sendings };
  return Array.isArray(sendings) && sendings.every(isSending)
    ? { alert: parsed, made, sendings }
    : null;
}

function parseAlert(value: unknown): Alert | null {
  const fields = (value ?? {}) as Record<string, unknown>;
  const { kind, kinds = [], session, level, at, line } = fields;
  const texts = [fields.id, fields.name, fields.machine, fields.title, fields.text, at];
  if (!texts.every((text) => typeof text === 'string')) return null;
  if (!isOneOf(alertKinds, kind) || !isOneOf(alertLevels, level)) return null;
  if (!Array.isArray(kinds) || !kinds.every((one) => isOneOf(alertKinds, one))) return null;
  if (session !== null && parseSessionId(session) === null) return null;
  if (Number.isNaN(Date.parse(at as string))) return null;
  return line === null || Number.isSafeInteger(line) ? (value as Alert) : null;
}

function isSending(value: unknown): value is Sending {
  const { channel, to, state, why, at, tries } = (value ?? {}) as Record<string, unknown>;
  const texts = [channel, to, at].every((text) => typeof text === 'string');
  const isWhy = why === null || typeof why === 'string';
  return texts && isWhy && isOneOf(deliveryStates, state) && Number.isSafeInteger(tries);
}

function isOneOf(words: readonly string[], word: unknown): boolean {
  return words.includes(word as string);
}
