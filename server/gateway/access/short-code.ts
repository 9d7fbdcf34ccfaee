// The pairing code that people type: 8 characters of Crockford's base32 (40 bits), shown as
// XXXX-XXXX, and forgiving about case, spaces, dashes and look-alikes.
// The alphabet: https://www.crockford.com/base32.html
import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;

/** Eight characters, without the dash. */
export function newShortCode(): string {
  // 32 characters: five bits of a byte are as evenly spread as all eight.
  return Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join('');
}

/** `7KQ2M9XD` -> `7KQ2-M9XD`. */
export function showShortCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What was typed as the eight characters it stands for, null when it cannot be a code. */
export function parseShortCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s\u2010-\u2015_-]+/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return code.length === length && [...code].every((c) => alphabet.includes(c)) ? code : null;
}
