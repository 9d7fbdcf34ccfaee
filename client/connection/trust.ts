// Whether the gateway has proven itself lately enough to be sent the token, or anything a person typed. Asks it
// where it has not, and says so where it has proven that this device is not let in any more.
import type { Answered } from './hello.ts';

export interface Trust {
  /** Asks the gateway only where nothing is proven; one question for all who wait for it. */
  check(): Promise<Answered>;
  /** Whatever was proven is in doubt: a connection was lost, or an answer was not the gateway's. */
  doubt(): void;
}

export interface TrustParts {
  token(): string | null;
  hello(token: string): Promise<Answered>;
  /** The answer to a hello that was under way before this code arrived. */
  readonly early: Promise<Answered> | null;
  /** A connection that has proven itself is there, and was heard of lately. */
  isLive(): boolean;
  /** Proven: this device is not let in. */
  refused(message: string): void;
  now(): number;
}

/** Until the first connection is there, what was proven by a hello counts for this long. */
const provenForMs = 5000;

export function createTrust(parts: TrustParts): Trust {
  let provenAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<Answered> | null = null;
  /** Counts doubts: an answer to what was asked before one proves nothing after it. */
  let doubts = 0;

  const ask = (under: Promise<Answered>) => {
    const before = doubts;
    asking = under.then((answered) => {
      asking = null;
      if (answered.ok && before === doubts) provenAt = parts.now();
      if (!answered.ok && answered.code === 'not-paired') parts.refused(answered.message);
      return answered;
    });
    return asking;
  };
  if (parts.early !== null) void ask(parts.early);

  return {
    async check() {
      if (parts.isLive() || parts.now() - provenAt < provenForMs) return { ok: true };
      if (asking !== null) return asking;
      const token = parts.token();
      // Without a token there is nothing to prove, and nothing to lose: the pairing page.
      return token === null ? { ok: true } : ask(parts.hello(token));
    },
    doubt() {
      doubts++;
      provenAt = Number.NEGATIVE_INFINITY;
      asking = null;
    },
  };
}
