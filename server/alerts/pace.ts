// How often one target is told: pure. The first at once, what follows within a minute as one, and not more
// than a few in ten minutes. By a clock that nobody sets.

const groupMs = 60_000;
const [maxSends, withinMs] = [6, 10 * 60_000];

/** The earliest next time, by the times of the last sends, oldest first. */
export function nextAt(sent: readonly number[]): number {
  const last = sent.at(-1) ?? Number.NEGATIVE_INFINITY;
  const limiting = sent.at(-maxSends) ?? Number.NEGATIVE_INFINITY;
  return Math.max(last + groupMs, limiting + withinMs);
}

/** What still counts of them. */
export function recent(sent: readonly number[]): number[] {
  return sent.slice(-maxSends);
}

const retriesMs = [5, 30, 120, 600, 1800].map((seconds) => seconds * 1000);

/** After so many tries in vain. */
export function retryMs(tries: number): number {
  return retriesMs[Math.min(tries, retriesMs.length) - 1] ?? 0;
}
