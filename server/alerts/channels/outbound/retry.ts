// What a refused request means for trying again.
import type { Sent } from '../channel.ts';
import type { Answer } from './post.ts';
import { Unreachable } from './unreachable.ts';

const defaultMs = 60_000;
const longestMs = 3600_000;

/** RFC 9110: seconds or a date. Bounded, whatever it says. */
export function retryAfterMs(text: string | null, now: number): number {
  const asked =
    text === null ? Number.NaN : /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(asked) ? defaultMs : Math.min(Math.max(asked, 1000), longestMs);
}

/** Of a status that is no success. `host`: whom it was asked of. */
export function refusal({ status, retryAfter }: Answer, host: string, now: number): Sent {
  if (status === 429) {
    const why = `${host} asks to wait: there were too many messages.`;
    return { ok: false, why, retry: { afterMs: retryAfterMs(retryAfter, now) } };
  }
  if (status >= 500) {
    return { ok: false, why: `${host} has trouble of its own (${status}).`, retry: 'later' };
  }
  const why =
    status >= 300 && status < 400
      ? `${host} sends on to another address (${status}), and Outlive does not follow. Give the address it leads to.`
      : `${host} refuses it (${status}).`;
  return { ok: false, why, retry: 'never' };
}

/** For what `post` throws. */
export function unsent(error: unknown): Sent {
  if (!(error instanceof Unreachable)) throw error;
  return { ok: false, why: error.message, retry: error.retry };
}
