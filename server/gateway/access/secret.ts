// Secrets: how they are made and compared. Nothing but their hashes is ever kept.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A device's token: 256 bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The code in a pairing link: 128 bits, base64url. */
export function newLinkCode(): string {
  return randomBytes(16).toString('base64url');
}

/** SHA-256, base64url. `salt` keeps a short secret's hash from being looked up in a table. */
export function hashOf(secret: string, salt = ''): string {
  return createHash('sha256').update(salt).update(secret).digest('base64url');
}

/** HMAC-SHA-256 of `text`, base64url, with a secret's hash as the key. */
export function macOf(hash: string, text: string): string {
  return createHmac('sha256', Buffer.from(hash, 'base64url')).update(text).digest('base64url');
}

/** Compares two hashes in a time that says nothing of where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
