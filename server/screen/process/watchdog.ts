// Judges a view process by what it cannot help telling: how long it has been at one slice, with
// how much processor time, and how much memory it holds.
import type { Progress } from './progress.ts';
import type { VitalSigns } from './vital-signs.ts';

export type Verdict =
  | { readonly kind: 'well' }
  /** Replace it. `slice`: what it choked on, when that is certain; no output makes one stand still. */
  | { readonly kind: 'hung' | 'bloated' | 'still'; readonly slice: Progress['slice'] };

export interface WatchdogLimits {
  /** Processor time one slice may take: it takes about a millisecond. */
  readonly sliceCpuMs: number;
  /** Where processor time is not known. */
  readonly sliceMs: number;
  readonly rssBytes: number;
  /** With work to do, but neither progress nor processor time: stopped, or stuck in a disk. */
  readonly stillLooks: number;
}

export const defaultWatchdogLimits: WatchdogLimits = {
  sliceCpuMs: 1200,
  sliceMs: 10_000,
  rssBytes: 768 * 1024 * 1024,
  /** Ten seconds of them; counted, so that a gateway that was stopped itself blames nobody. */
  stillLooks: 40,
};

interface Start {
  readonly turn: number;
  readonly at: number;
  readonly cpuMs: number | null;
}

/** One process's watchdog: a new process gets a new one. */
export class Watchdog {
  readonly #limits: WatchdogLimits;
  #start: Start | null = null;
  #moved = { sign: '', looks: 0 };

  constructor(limits: WatchdogLimits) {
    this.#limits = limits;
  }

  /** There is work again: it has not been still since the last of it. */
  begin(): void {
    this.#moved = { sign: '', looks: 0 };
  }

  /** Called as long as there is work to do. `now` in milliseconds of any clock that does not jump. */
  look(progress: Progress, signs: VitalSigns | null, now: number): Verdict {
    const { slice, turn } = progress;
    const start = this.#start;
    const sign = `${turn} ${progress.done} ${signs?.cpuMs}`;
    if (sign !== this.#moved.sign) this.#moved = { sign, looks: 0 };
    if (signs !== null && this.#moved.looks++ > this.#limits.stillLooks) {
      return { kind: 'still', slice: null };
    }
    const same = slice !== null && start?.turn === turn;
    if (!same) this.#start = { turn, at: now, cpuMs: signs?.cpuMs ?? null };
    if ((signs?.rssBytes ?? 0) > this.#limits.rssBytes) {
      return { kind: 'bloated', slice: same ? slice : null };
    }
    if (!same || start === null) return { kind: 'well' };
    const tooLong =
      signs === null || start.cpuMs === null
        ? now - start.at > this.#limits.sliceMs
        : signs.cpuMs - start.cpuMs > this.#limits.sliceCpuMs;
    return tooLong ? { kind: 'hung', slice } : { kind: 'well' };
  }
}
