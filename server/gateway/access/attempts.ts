// Counts failed pairings, by address and in all, so that guessing codes leads nowhere. Asked before
// any hashing: a refused try costs next to nothing.

export interface AttemptLimits {
  readonly failuresEach: number;
  readonly failuresInAll: number;
  readonly windowMs: number;
}

const defaultLimits: AttemptLimits = { failuresEach: 5, failuresInAll: 100, windowMs: 60_000 };

interface Window {
  readonly from: number;
  failures: number;
}

/** At most as many addresses as failures in all are remembered, so it cannot be made to grow. */
export class Attempts {
  readonly #limits: AttemptLimits;
  readonly #now: () => number;
  readonly #byAddress = new Map<string, Window>();
  #inAll: Window;

  constructor(limits: AttemptLimits = defaultLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
    this.#inAll = { from: now(), failures: 0 };
  }

  /**
   * Takes a place for a try, null when there is none left. It counts as a failure until
   * `succeeded` is called, so that tries made all at once count too.
   */
  begin(address: string): { succeeded(): void } | null {
    const now = this.#now();
    const { failuresEach, failuresInAll, windowMs } = this.#limits;
    if (now - this.#inAll.from >= windowMs) {
      this.#inAll = { from: now, failures: 0 };
      for (const [known, { from }] of this.#byAddress) {
        if (now - from >= windowMs) this.#byAddress.delete(known);
      }
    }
    const whole = this.#inAll;
    const key = networkOf(address);
    let own = this.#byAddress.get(key);
    if (own === undefined || now - own.from >= windowMs) own = { from: now, failures: 0 };
    if (own.failures >= failuresEach || whole.failures >= failuresInAll) return null;
    this.#byAddress.set(key, own);
    const counted = [own, whole];
    for (const window of counted) window.failures++;
    return {
      succeeded: () => {
        for (const window of counted.splice(0)) window.failures--;
      },
    };
  }
}

/** One IPv6 customer has a /64 of addresses at least. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}
