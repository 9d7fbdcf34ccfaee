// Pairing codes: a link's and a typed one, either good once, for five minutes (for an app that is being
// installed fifteen); a link that only lets
// one session be watched is good for as long as the watching. They lie as hashes in a folder, so that `outlive pair` makes them with or without a gateway, which may start later.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseView, type View } from './device.ts';
import { RecordFolder } from './record-folder.ts';
import { hashOf, newLinkCode, sameHash } from './secret.ts';
import { newShortCode, parseShortCode, showShortCode } from './short-code.ts';

export const pairingLifeMs = 5 * 60_000;
/** Installing an app takes a person longer than scanning a code. */
export const joinLifeMs = 15 * 60_000;
/** How long somebody may be let in to watch a session. */
export const maxViewMs = 14 * 24 * 3600_000;
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
  /** What the device may watch, when it may do no more. */
  readonly view: View | null;
}

export interface Wanted {
  readonly device?: string | undefined;
  readonly view?: { readonly session: string; readonly forMs: number };
  /** For an app that is being installed: both codes are good for 15 minutes, and for an app alone. */
  readonly forApp?: boolean;
}

/**
 * Makes a pairing. `device` names the device that will use it, in place of its own words. `view`:
 * it lets in to watch that session for that long, no longer than `maxViewMs`, and nothing else.
 */
export async function createPairing(
  state: Clocked,
  { device, view, forApp = false }: Wanted = {},
): Promise<Pairing> {
  const now = (state.now ?? Date.now)();
  const ownLifeMs = forApp ? joinLifeMs : pairingLifeMs;
  const lifeMs = view === undefined ? ownLifeMs : Math.min(view.forMs, maxViewMs);
  const expiresAt = now + lifeMs;
  const id = randomBytes(9).toString('base64url');
  const [linkCode, code] = [newLinkCode(), newShortCode()];
  await pairings(state).add(id, {
    link: hashOf(linkCode, id),
    code: hashOf(code, id),
    expiresAt,
    lifeMs,
    ...(forApp ? { forApp } : {}),
    ...(device === undefined ? {} : { device }),
    ...(view === undefined ? {} : { view: { session: view.session, until: expiresAt } }),
  });
  return { id, linkCode, code: showShortCode(code), expiresAt };
}

/**
 * Uses up the pairing that has this code, both its codes with it. Null when there is none. `byApp`: whether an
 * installed app asks; a code that was made for one is left to it.
 */
export async function usePairing(
  state: Clocked,
  typed: string,
  { byApp = false } = {},
): Promise<UsedPairing | null> {
  const folder = pairings(state);
  const now = (state.now ?? Date.now)();
  let found: UsedPairing | null = null;
  for (const [id, record] of await folder.list()) {
    const view = parseView(record?.view);
    const lifeMs = typeof record?.lifeMs === 'number' ? record.lifeMs : pairingLifeMs;
    // A clock set back must not lengthen a code's life.
    const left = typeof record?.expiresAt === 'number' ? record.expiresAt - now : 0;
    if (record === null || left <= 0 || left > lifeMs || view === undefined) await folder.take(id);
    // What can be typed can be guessed: it is good for as long as any other of its kind.
    else if (fits(typed.trim(), id, record, lifeMs - left <= typedLifeMs(record))) {
      if (record.forApp === true && !byApp) return null;
      found = { id, device: text(record.device), view };
    }
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

function fits(
  typed: string,
  id: string,
  record: Record<string, unknown>,
  isYoung: boolean,
): boolean {
  if (typed.length === linkCodeLength) return sameHash(hashOf(typed, id), text(record.link) ?? '');
  const code = isYoung ? parseShortCode(typed) : null;
  return code !== null && sameHash(hashOf(code, id), text(record.code) ?? '');
}

function typedLifeMs({ forApp }: Record<string, unknown>): number {
  return forApp === true ? joinLifeMs : pairingLifeMs;
}

function pairings({ machineDir }: Clocked): RecordFolder {
  return new RecordFolder(join(machineDir, 'pairing'));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
