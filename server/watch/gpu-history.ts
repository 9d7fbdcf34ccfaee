// What a session's GPUs did over its life: samples that are further apart the older they are, so that
// months fit into a bounded number. Pure.
import type { GpuSample, ReportGpu } from '../protocol/watch-report.ts';

/** As JSON has it: whole numbers, unknown ones null; times in seconds. */
type StoredSample = readonly [
  time: number,
  use: number | null,
  memoryMiB: number | null,
  watts: number | null,
  celsius: number | null,
  ownMemoryMiB: number | null,
];

export interface GpuHistory {
  readonly index: number;
  readonly name: string;
  readonly totalMiB: number | null;
  samples: StoredSample[];
}

/** Of all of a session's GPUs together: less than 200 KB. */
const [maxSamples, fewSamples, maxGpus] = [3600, 60, 64];
const maxName = 100;

/** Changes `histories`. */
export function addSample(
  histories: GpuHistory[],
  gpu: Omit<GpuHistory, 'samples'>,
  sample: GpuSample,
): void {
  let history = histories.find(({ index }) => index === gpu.index);
  if (history === undefined) {
    if (histories.length >= maxGpus) return;
    history = { ...gpu, name: gpu.name.slice(0, maxName), samples: [] };
    histories.push(history);
  }
  const { time, use, memoryMiB, watts, celsius, ownMemoryMiB } = sample;
  const last = history.samples.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  // A clock that was set back: what is newer goes on from there.
  if (time / 1000 <= last) return;
  const values = [use, memoryMiB, watts, celsius, ownMemoryMiB].map(whole);
  history.samples.push([Math.round(time / 1000), ...values] as unknown as StoredSample);
  const most = Math.max(fewSamples, Math.floor(maxSamples / histories.length));
  for (const one of histories)
    while (one.samples.length > most) one.samples = withOlderHalfThinned(one.samples);
}

const whole = (value: number | null) => (value === null ? null : Math.round(value));

/** Two older ones become one: their mean, and of memory the more. */
function withOlderHalfThinned(samples: readonly StoredSample[]): StoredSample[] {
  const older = (samples.length >> 1) & ~1;
  const thinned: StoredSample[] = [];
  for (let at = 0; at < older; at += 2)
    thinned.push(merged(samples[at] as StoredSample, samples[at + 1] as StoredSample));
  return [...thinned, ...samples.slice(older)];
}

function merged(a: StoredSample, b: StoredSample): StoredSample {
  return [
    b[0],
    mean(a[1], b[1]),
    most(a[2], b[2]),
    mean(a[3], b[3]),
    mean(a[4], b[4]),
    most(a[5], b[5]),
  ];
}

function mean(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.round((a + b) / 2);
}

function most(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The samples that are newer than `since` (ms since 1970), of GPUs that have any. */
export function samplesSince(histories: readonly GpuHistory[], since: number | null): ReportGpu[] {
  const shown = histories.map(({ samples, ...gpu }) => ({
    ...gpu,
    samples: samples
      .filter(([time]) => since === null || time * 1000 > since)
      .map(([time, use, memoryMiB, watts, celsius, ownMemoryMiB]) => ({
        time: time * 1000,
        ...{ use, memoryMiB, watts, celsius, ownMemoryMiB },
      })),
  }));
  return shown.filter(({ samples }) => samples.length > 0);
}

/** Read from JSON; what is none of it is left out. */
export function parseHistories(value: unknown): GpuHistory[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxGpus).flatMap((one: unknown): GpuHistory[] => {
    if (typeof one !== 'object' || one === null) return [];
    const { index, name, totalMiB, samples } = one as Record<string, unknown>;
    if (!Number.isSafeInteger(index) || typeof name !== 'string' || !Array.isArray(samples))
      return [];
    const total = Number.isFinite(totalMiB) ? (totalMiB as number) : null;
    const whole = samples.filter(isSample).slice(-maxSamples);
    return [{ index: index as number, name, totalMiB: total, samples: whole }];
  });
}

function isSample(value: unknown): value is StoredSample {
  return (
    Array.isArray(value) &&
    value.length === 6 &&
    Number.isFinite(value[0]) &&
    value.every((field) => field === null || Number.isFinite(field))
  );
}

export type GpuWork = 'working' | 'idle' | 'hung' | null;

/** Above this a GPU is at work; from `fullPercent` on it claims to have no time left. */
const [idlePercent, fullPercent] = [5, 90];
/** Whoever computes at full use takes more than this part of the power there is. */
const idlePower = 0.4;

/**
 * Whether a GPU that a session computes on is at work. `hung`: busy by its own word, but at the power of
 * one that only waits, as in a collective whose other ranks are gone.
 */
export function workOfGpu({
  use,
  watts,
  limitWatts,
}: {
  readonly use: number | null;
  readonly watts: number | null;
  readonly limitWatts: number | null;
}): GpuWork {
  if (use === null) return null;
  if (use <= idlePercent) return 'idle';
  const isWaiting =
    use >= fullPercent && watts !== null && limitWatts !== null && watts < idlePower * limitWatts;
  return isWaiting ? 'hung' : 'working';
}

/** Of all GPUs of a session: one at work is enough, and one that is unknown may be. */
export function workOfGpus(all: readonly GpuWork[]): GpuWork {
  if (all.includes('working')) return 'working';
  if (all.length === 0 || all.includes(null)) return null;
  return all.includes('hung') ? 'hung' : 'idle';
}
