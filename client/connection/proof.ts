// The page's side of the handshake: greets the gateway without saying the token, and checks the proof that
// comes back. The browser's own hashing is missing over plain http, so this is a library's.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  type Greeting,
  nameLength,
  nameText,
  type ProofKind,
  proofText,
} from '../../server/protocol/handshake.ts';

export interface Greeted {
  readonly greeting: Greeting;
  /** What the gateway has proven by this; null: nothing, so it may be anybody. */
  standing(proof: unknown): 'paired' | 'revoked' | null;
}

/** A greeting is for one use: each has a nonce of its own. */
export function greet(token: string): Greeted {
  const key = sha256(utf8ToBytes(token));
  const mac = (text: string) => base64url(hmac(sha256, key, utf8ToBytes(text)));
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(16)));
  const proof = (kind: ProofKind) => mac(proofText(kind, nonce));
  return {
    greeting: { device: mac(nameText).slice(0, nameLength), nonce, mac: proof('device') },
    standing: (said) =>
      said === proof('gateway') ? 'paired' : said === proof('revoked') ? 'revoked' : null,
  };
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
