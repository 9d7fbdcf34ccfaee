// A browser's push subscription: where it is reached and with which keys, parsed from what its page sends.
import { createECDH } from 'node:crypto';
import type { BrowserKeys } from './encrypt.ts';

export interface Subscription {
  readonly endpoint: string;
  readonly keys: BrowserKeys;
  /** Where this device opened the page, with a slash at the end: taps lead there. */
  readonly page: string;
}

const maxPageLength = 500;

/** As PushSubscription.toJSON() has it, and the page's base. Null for what could not be pushed to. */
export function parseSubscription(value: unknown, page: unknown): Subscription | null {
  const { endpoint, keys } = fields(value);
  const { p256dh, auth } = fields(keys);
  if (typeof endpoint !== 'string' || typeof p256dh !== 'string' || typeof auth !== 'string')
    return null;
  if (!isPoint(p256dh) || Buffer.from(auth, 'base64url').length !== 16) return null;
  const base = parsePage(page);
  return base === null ? null : { endpoint, keys: { p256dh, auth }, page: base };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsePage(page: unknown): string | null {
  if (typeof page !== 'string' || page.length > maxPageLength || !URL.canParse(page)) return null;
  const { protocol, origin, pathname } = new URL(page);
  return /^https?:$/.test(protocol) ? origin + pathname.replace(/[^/]*$/, '') : null;
}

/** A point that is not on the curve would throw at the first alert. */
function isPoint(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  const probe = createECDH('prime256v1');
  probe.generateKeys();
  try {
    probe.computeSecret(bytes);
    return true;
  } catch {
    return false;
  }
}
