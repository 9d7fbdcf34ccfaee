// Tickets for an app that is about to be installed: a manifest that is asked for with one says where that app
// starts, which is at its pairing code. The ticket is in an address, so proxies and logs see it: it is worth
// something to who asked for it only, for a few requests, and the code itself is never in an address.
import { randomBytes } from 'node:crypto';
import { joinLifeMs } from './pairing.ts';

interface Ticket {
  /** The pairing link's code. */
  readonly code: string;
  readonly address: string;
  readonly expiresAt: number;
  left: number;
}

/** What a browser may ask for while it shows its sheet and installs. */
const maxUses = 4;
const maxTickets = 32;

export class JoinTickets {
  readonly #tickets = new Map<string, Ticket>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** `address`: where its page asked from. */
  issue(code: string, address: string): string {
    const [oldest] = this.#tickets.keys();
    if (this.#tickets.size >= maxTickets && oldest !== undefined) this.#tickets.delete(oldest);
    const ticket = randomBytes(16).toString('base64url');
    const expiresAt = this.#now() + joinLifeMs;
    this.#tickets.set(ticket, { code, address, expiresAt, left: maxUses });
    return ticket;
  }

  /** The code, null for whom it is not meant for. */
  use(ticket: string, address: string): string | null {
    const known = this.#tickets.get(ticket);
    if (known === undefined) return null;
    if (known.address !== address || known.expiresAt <= this.#now()) return null;
    if (--known.left <= 0) this.#tickets.delete(ticket);
    return known.code;
  }
}
