// The gateway's side of the handshake: who greets, and the proof that this is the gateway that device was
// paired with. Refuses to know what a greeting came in.
import { type Greeting, parseGreeting, proofText } from '../../protocol/handshake.ts';
import type { Devices, KnownDevice } from './devices.ts';
import { macOf, sameHash } from './secret.ts';

export interface Met {
  /** The device's id. */
  readonly id: string;
  readonly standing: 'paired' | 'revoked';
  /** To be answered: the token crosses only after this. */
  readonly proof: string;
  /** False for a greeting that was used before: it may have been overheard, and earns no place. */
  readonly isFirst: boolean;
}

/** So many greetings are remembered as used; more than a port that was taken for a night can overhear. */
const maxRemembered = 20_000;

export class Handshakes {
  readonly #devices: Pick<Devices, 'named'>;
  readonly #used = new Set<string>();

  constructor(devices: Pick<Devices, 'named'>) {
    this.#devices = devices;
  }

  /** Null for a stranger: a device never seen here, or somebody who does not know its token. */
  meet(said: unknown): Met | null {
    const greeting = parseGreeting(said);
    const known = greeting === null ? null : this.#devices.named(greeting.device);
    if (greeting === null || known === null || !isProven(greeting, known)) return null;
    const { id, hash, isOver } = known;
    const standing = isOver ? 'revoked' : 'paired';
    const text = proofText(isOver ? 'revoked' : 'gateway', greeting.nonce);
    return { id, standing, proof: macOf(hash, text), isFirst: this.#isFirst(greeting.mac) };
  }

  #isFirst(mac: string): boolean {
    if (this.#used.has(mac)) return false;
    this.#used.add(mac);
    if (this.#used.size > maxRemembered) {
      const [oldest] = this.#used;
      if (oldest !== undefined) this.#used.delete(oldest);
    }
    return true;
  }
}

function isProven({ nonce, mac }: Greeting, { hash }: KnownDevice): boolean {
  return sameHash(mac, macOf(hash, proofText('device', nonce)));
}
