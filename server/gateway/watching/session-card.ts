// What one session's card says of its run: what the view process tells of it, with the time and the
// machine added. Knows the machine only as it is told.
import type { Work } from '../../machine/at-work.ts';
import { type WatchWire, watchToWire } from '../../protocol/watch.ts';
import type { GpuWork } from '../../watch/gpu-history.ts';
import { type MachineSample, summaryAt, summaryAtEnd, unknownSample } from '../../watch/now.ts';
import type { Vitals } from '../../watch/vitals.ts';

/** Output that pauses for less is on its way. */
const pauseMs = 1500;
/** Silence from here on is looked into. */
const silentMs = 30_000;
const [lookEveryMs, longestMs] = [2000, 30_000];
/** Two looks at the processors' time are so far apart, and of less than this part of one nothing is at work. */
const [cpuEveryMs, idlePart] = [8000, 0.02];
const msPerTick = 10;

export class SessionCard {
  #vitals: Vitals | null = null;
  /** From before this gateway. */
  #kept: WatchWire | null;
  #changedAt = 0;
  #lookAt = 0;
  #waitMs = lookEveryMs;
  #sample: MachineSample = unknownSample;
  #cpu: { readonly at: number; readonly ticks: number } | null = null;

  constructor(kept: WatchWire | null) {
    this.#kept = kept;
  }

  tell(vitals: Vitals, now: number): void {
    this.#vitals = vitals;
    this.#kept = null;
    this.#changedAt = now;
    this.#lookAt = now + pauseMs;
    this.#waitMs = lookEveryMs;
    this.#sample = { ...this.#sample, readingSince: null };
  }

  /** Whether it is worth looking at its processes now: something looks like a question, or like silence. */
  isToBeLookedAt(now: number): boolean {
    if (this.#vitals === null || now < this.#lookAt) return false;
    const { row, rhythm } = this.#vitals;
    return row !== null || (rhythm.last !== null && rhythm.isRun && now - rhythm.last > silentMs);
  }

  /** What its processes and GPUs do, null where that is not known. */
  look(work: Work | null, gpus: GpuWork, now: number): void {
    this.#lookAt = now + this.#waitMs;
    this.#waitMs = Math.min(longestMs, this.#waitMs * 2);
    if (work === null) {
      this.#sample = unknownSample;
      return;
    }
    const { waits, isShell } = work;
    // What watches several things waits for an answer only where its row is a question by its form.
    const isAsking =
      waits === 'reads' || (waits === 'polls' && this.#vitals?.row?.isQuestion === true);
    const isPrompt =
      isShell && (waits === 'polls' || !/[?:\])]$/.test(this.#vitals?.row?.text ?? ''));
    this.#sample = {
      isIdle: isIdleWith(gpus, this.#isIdle(work, now)),
      readingSince: isAsking ? this.#changedAt : null,
      isShell: isShell && waits !== null && isPrompt,
    };
  }

  wire(ended: boolean, now: number): WatchWire | null {
    if (this.#vitals === null) return this.#kept && (ended ? atEnd(this.#kept) : this.#kept);
    return watchToWire(
      ended ? summaryAtEnd(this.#vitals) : summaryAt(this.#vitals, this.#sample, now),
    );
  }

  #isIdle({ cpuTicks }: Work, now: number): boolean | null {
    const before = this.#cpu;
    if (before === null) {
      this.#cpu = { at: now, ticks: cpuTicks };
      return null;
    }
    if (now - before.at < cpuEveryMs) return this.#sample.isIdle;
    this.#cpu = { at: now, ticks: cpuTicks };
    return (cpuTicks - before.ticks) * msPerTick < idlePart * (now - before.at);
  }
}

/** Whoever waits for a GPU that hangs may well keep a processor busy with it. */
function isIdleWith(gpus: GpuWork, isIdle: boolean | null): boolean | null {
  return gpus === 'hung' ? true : gpus === 'working' ? false : isIdle;
}

/** Nothing is left, nobody waits. */
function atEnd({ e: _eta, q: _quiet, w: _waiting, ...rest }: WatchWire): WatchWire {
  return rest;
}
