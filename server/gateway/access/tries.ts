// Tries to pair, counted apart for each user of this machine: from a loopback address, whoever connects can
// claim to be a proxy that forwards any address, and would use up the tries of whom they name.
import type { IncomingMessage } from 'node:http';
import type { PeerUsers } from '../../machine/peer-users.ts';
import { addressOf, isNear, peerOf } from './address-of.ts';
import { Attempts } from './attempts.ts';

/** Accounts below this are the system's: what proxies run as. */
const firstPerson = 1000;

export class Tries {
  readonly #users: Pick<PeerUsers, 'of'>;
  readonly #behindProxy: boolean;
  /** As many as the system has accounts, and a few. */
  readonly #pools = new Map<string, Attempts>();

  constructor(users: Pick<PeerUsers, 'of'>, { behindProxy }: { behindProxy: boolean }) {
    this.#users = users;
    this.#behindProxy = behindProxy;
  }

  /** As `Attempts.begin`. */
  async begin(request: IncomingMessage): Promise<{ succeeded(): void } | null> {
    const { pool, address } = await this.#from(request);
    const attempts = this.#pools.get(pool) ?? new Attempts();
    this.#pools.set(pool, attempts);
    return attempts.begin(address);
  }

  async #from(request: IncomingMessage): Promise<{ pool: string; address: string }> {
    const peer = peerOf(request);
    const address = addressOf(request, this.#behindProxy);
    if (!isNear(peer)) return { pool: 'network', address };
    // A unix socket is in a folder that is this user's alone.
    const uid = peer === '' ? process.geteuid?.() : await this.#users.of(request.socket);
    if (uid === undefined) return { pool: 'unknown', address };
    if (uid === process.geteuid?.()) return { pool: 'own', address };
    if (uid < firstPerson) return { pool: String(uid), address };
    // All other people together, so that many accounts are not many pools; what they forward counts for nothing.
    return { pool: 'others', address: `user ${uid}` };
  }
}
