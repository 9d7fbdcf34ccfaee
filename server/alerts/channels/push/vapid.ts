// Says to a push service who sends (VAPID, RFC 8292): a token signed with this state directory's own key,
// which browsers were given when they subscribed. Owns the key's file.
import { createPrivateKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../../../sessions/json-file.ts';

export interface VapidKey {
  /** As `applicationServerKey` of subscribe(): 65 bytes, base64url. */
  readonly publicKey: string;
  readonly jwk: JsonWebKey;
}

/** Services refuse more than 24 hours; half of it spares a clock that is some hours off. */
const lifeMs = 12 * 3600_000;

/** The key of `folder`, made when there is none. Another key would orphan every subscription. */
export async function openVapidKey(folder: string): Promise<VapidKey> {
  const file = join(folder, 'vapid.json');
  const known = keyOf(readJson(file));
  if (known !== null) return known;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  await writeJsonAtomically(file, jwk);
  return { jwk, publicKey: publicKeyOf(jwk) };
}

function keyOf(value: unknown): VapidKey | null {
  try {
    const jwk = value as JsonWebKey;
    createPrivateKey({ key: jwk, format: 'jwk' });
    return { jwk, publicKey: publicKeyOf(jwk) };
  } catch {
    return null;
  }
}

function publicKeyOf({ x = '', y = '' }: JsonWebKey): string {
  const point = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return Buffer.concat(point).toString('base64url');
}

/** The Authorization header of a push to `endpoint`. `subject`: an address of the sender's. */
export function vapidHeader(
  endpoint: string,
  { key, subject, now }: { key: VapidKey; subject: string; now: number },
): string {
  const expires = Math.floor((now + lifeMs) / 1000);
  const claims = { aud: new URL(endpoint).origin, exp: expires, sub: subject };
  const text = [{ typ: 'JWT', alg: 'ES256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const privateKey = createPrivateKey({ key: key.jwk, format: 'jwk' });
  const signer = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const signature = sign('sha256', Buffer.from(text), signer).toString('base64url');
  return `vapid t=${text}.${signature}, k=${key.publicKey}`;
}

/**
 * Whom a push service would write to. Apple refuses mail addresses and hosts that are not public ones, so
 * that is the page's own public address where it has one, else `project`.
 */
export function vapidSubject(pageUrl: string | null, project: string): string {
  const url = pageUrl !== null && URL.canParse(pageUrl) ? new URL(pageUrl) : null;
  const isPublic =
    url?.protocol === 'https:' &&
    // An address ends in digits or a bracket.
    /\.[a-z][a-z0-9-]+$/i.test(url.hostname) &&
    !/\.(?:local|localhost|internal|lan|home|test|arpa)$/i.test(url.hostname);
  return isPublic ? url.origin : project;
}
