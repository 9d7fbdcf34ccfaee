// Pairing codes: a link's and a typed one, either good once, for five minutes. They lie as hashes
// in a folder, so that `outlive pair` makes them with or without a gateway, which may start later.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RecordFolder } from './record-folder.ts';
import { hashOf, newLinkCode, sameHash } from './secret.ts';
import { newShortCode, parseShortCode, showShortCode } from './short-code.ts';

export const pairingLifeMs = 5 * 60_000;
const linkCodeLength = 22;

interface Clocked {
  readonly machineDir: string;
  readonly now?: () => number;
}

export interface Pairing {
  /** Names the pairing, no secret: the device it makes carries it. */
  readonly id: string;
  readonly linkCode: string;
  /** As it is shown: `7KQ2-M9XD`. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface UsedPairing {
  readonly id: string;
  /** The name its maker gave the device. */
  readonly device: string | undefined;
}

/** Makes a pairing. `device` names the device that will use it, in place of its own words. */
export async function createPairing(
  state: Clocked,
  { device }: { device?: string | undefined } = {},
): Promise<Pairing> {
  const expiresAt = (state.now ?? Date.now)() + pairingLifeMs;
  const id = randomBytes(9).toString('base64url');
  const [linkCode, code] = [newLinkCode(), newShortCode()];
  await pairings(state).add(id, {
    link: hashOf(linkCode, id),
    code: hashOf(code, id),
    expiresAt,
    ...(device === undefined ? {} : { device }),
  });
  return { id, linkCode, code: showShortCode(code), expiresAt };
}

/** Uses up the pairing that has this code, both its codes with it. Null when there is none. */
export async function usePairing(state: Clocked, typed: string): Promise<UsedPairing | null> {
  const folder = pairings(state);
  const now = (state.now ?? Date.now)();
  let found: UsedPairing | null = null;
  for (const [id, record] of await folder.list()) {
    // A clock set back must not lengthen a code's life.
    const left = typeof record?.expiresAt === 'number' ? record.expiresAt - now : 0;
    if (record === null || left <= 0 || left > pairingLifeMs) await folder.take(id);
    else if (fits(typed.trim(), id, record)) found = { id, device: text(record.device) };
  }
  // Of two that come at once with the same code, one gets it.
  return found !== null && (await folder.take(found.id)) ? found : null;
}

/** Takes back a pairing nobody has used. */
export async function cancelPairing(state: Clocked, id: string): Promise<void> {
  await pairings(state).take(id);
}

/** The address to open on a phone. The code is in the fragment, which no server or log gets to see. */
export function pairingLink(base: string, linkCode: string): string {
  return `${base.replace(/\/+$/, '')}/pair#${linkCode}`;
}

function fits(typed: string, id: string, record: Record<string, unknown>): boolean {
  if (typed.length === linkCodeLength) return sameHash(hashOf(typed, id), text(record.link) ?? '');
  const code = parseShortCode(typed);
  return code !== null && sameHash(hashOf(code, id), text(record.code) ?? '');
}

function pairings({ machineDir }: Clocked): RecordFolder {
  return new RecordFolder(join(machineDir, 'pairing'));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
