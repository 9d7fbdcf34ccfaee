// How a page and the gateway prove to each other that they know a device's token before it crosses the
// network: HMAC-SHA-256 over a nonce that the page made up, with the token's SHA-256 as the key, which is all
// the gateway keeps. Refuses to know how either side computes it.

/** What a page says first, over HTTP or in the query of its request for a connection. No secret. */
export interface Greeting {
  /** Names the device; derived from its token, so that it needs no keeping. */
  readonly device: string;
  /** Made up for this one greeting. */
  readonly nonce: string;
  /** The page's own proof: nobody takes a device's place by its name alone. */
  readonly mac: string;
}

/** Who says what: a proof of one kind never passes for another. */
export type ProofKind =
  /** The page knows the token. */
  | 'device'
  /** The gateway knows it, and its device is let in. */
  | 'gateway'
  /** The gateway knows it, and its device is not let in any more. */
  | 'revoked';

/** What a proof is computed over. */
export function proofText(kind: ProofKind, nonce: string): string {
  return `outlive-${kind} ${nonce}`;
}

/** What a device's name in a greeting is computed over. */
export const nameText = 'outlive-name';
export const nameLength = 22;

/** Null for what is no greeting. */
export function parseGreeting(said: unknown): Greeting | null {
  if (typeof said !== 'object' || said === null) return null;
  const { device, nonce, mac } = said as Record<string, unknown>;
  if (!isWord(device) || !isWord(nonce) || !isWord(mac)) return null;
  return { device, nonce, mac };
}

/** A connection's id: random, with the gateway's proof where there is one to give. */
export function connectionId(random: string, proof: string | null): string {
  return proof === null ? random : `${random}.${proof}`;
}

export function proofInConnectionId(id: string): string | null {
  return id.split('.')[1] ?? null;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{16,64}$/.test(value);
}
