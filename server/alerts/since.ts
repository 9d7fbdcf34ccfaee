// Since when this machine tells anything: written once, when alerts are first switched on. What happened before
// is never told.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../sessions/json-file.ts';

const dayMs = 24 * 3600_000;

export async function alertsSince(folder: string, now: number): Promise<number> {
  const path = join(folder, 'since.json');
  const kept = (readJson(path) as { since?: unknown } | null)?.since;
  const time = typeof kept === 'string' ? Date.parse(kept) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeJsonAtomically(path, { since: new Date(now).toISOString() });
  return now;
}

/** Whether what was found, and not seen to happen, is still worth telling. */
export function isTold(at: string, { since, now }: { since: number; now: number }): boolean {
  const time = Date.parse(at);
  return time >= since && now - time < dayMs;
}
