// How long it will take: by the clock, over the recent part of the run, pauses included. The first
// report is left out, since the time to it is the time to get going.

/** Where a run stood, and when. */
type Sample = readonly [time: number, position: number, report: number];

export interface Pace {
  samples: Sample[];
  reports: number;
  /** What is paced: another one starts anew. */
  readonly key: string;
}

const maxSamples = 96;
const [recentShare, recentReports, fewReports] = [5, 20, 5];

export function newPace(key: string): Pace {
  return { samples: [], reports: 0, key };
}

/** The run stands at `position` of `total` now, in any unit. Counts from where it was first seen. */
export function notePosition(pace: Pace, time: number, position: number): void {
  const last = pace.samples.at(-1);
  if (last !== undefined && position === last[1]) return;
  if (last !== undefined && (position < last[1] || time < last[0])) {
    pace.samples = [];
    pace.reports = 0;
  }
  pace.reports++;
  pace.samples.push([time, position, pace.reports]);
  if (pace.samples.length > maxSamples) thinOut(pace);
}

/** How fast it went lately: `moved` in `spanMs`, up to `last`. Null while nothing can be told. */
export function recentPace(
  pace: Pace,
): { readonly spanMs: number; readonly moved: number; readonly last: Sample } | null {
  const last = pace.samples.at(-1);
  if (last === undefined || pace.reports < fewReports) return null;
  const [, , ...later] = pace.samples;
  const first = pace.samples[1];
  if (first === undefined) return null;
  const recent = last[1] - (last[1] - first[1]) / recentShare;
  const from =
    later.findLast(
      ([, position, report]) => position <= recent && report <= pace.reports - recentReports,
    ) ?? first;
  const [spanMs, moved] = [last[0] - from[0], last[1] - from[1]];
  return moved <= 0 || spanMs <= 0 ? null : { spanMs, moved, last };
}

/** Seconds from the newest report to `total`; null while nothing can be told. */
export function secondsLeft(pace: Pace, total: number): number | null {
  const recent = recentPace(pace);
  if (recent === null) return null;
  const { spanMs, moved, last } = recent;
  return ((total - last[1]) * (spanMs / moved)) / 1000;
}

/** Milliseconds that it has been looked at. */
export function spanOf({ samples }: Pace): number {
  return (samples.at(-1)?.[0] ?? 0) - (samples[0]?.[0] ?? 0);
}

/** Every second of the older ones goes: the newest and the first two stay. */
function thinOut(pace: Pace): void {
  const middle = pace.samples.length / 2;
  pace.samples = pace.samples.filter((_, at) => at < 2 || at > middle || at % 2 === 0);
}
