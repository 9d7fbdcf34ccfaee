// Which figures there are: one for each group of metrics, `loss` and `val_loss` together, and one for each
// GPU; what is said of them in words. Pure.
import type { ReportGpu, ReportPoint, ReportSeries } from '../../server/protocol/watch-report.ts';
import { valueInWords } from '../look/number-words.ts';
import { memoryInWords } from '../machine/gpu-words.ts';
import { onCommonSteps } from './common-steps.ts';
import type { PlotLine, PlotPoint, Range } from './plot.ts';
import { stepInWords } from './ticks.ts';

export type XBy = 'step' | 'time';

/** A metric's part in its figure's heading. */
export interface LineWords {
  readonly label: string;
  readonly colour: number;
  /** `0.312`, `0.337, best 0.334 at 44`. */
  readonly words: string;
}

export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly PlotLine[];
  readonly heads: readonly LineWords[];
  /** For who does not see it: name, last and best value of each. */
  readonly heard: string;
  readonly y: Range | null;
  readonly x: XBy;
}

export function metricFigures(series: readonly ReportSeries[], by: XBy): Figure[] {
  const placed = by === 'step' ? onCommonSteps(series) : series;
  const groups = new Map<string, ReportSeries[]>();
  for (const one of series) groups.set(one.group, (groups.get(one.group) ?? []).concat(one));
  return Array.from(groups, ([group, members]) => {
    const labels = labelsIn(group, members);
    // Where something is held back, its best value is the one that counts.
    const heldBack = members.some(({ name }) => isHeldBack(name));
    const heads = members.map((one, i) => ({
      label: labels[i] ?? one.name,
      colour: i,
      words: valuesInWords(one, !heldBack || isHeldBack(one.name)),
    }));
    return {
      key: `metric ${group}`,
      title: members.length === 1 ? (members[0]?.name ?? group) : group,
      lines: members.map((one, i) => ({
        label: labels[i] || one.name,
        colour: i,
        points: plotPoints(placed[series.indexOf(one)]?.points ?? [], by),
      })),
      heads,
      heard: members.map((one) => `${one.name}: ${heardOf(one)}`).join('; '),
      y: null,
      x: by,
    };
  });
}

/** By time, points without one have no place. */
export function plotPoints(points: readonly ReportPoint[], by: XBy): PlotPoint[] {
  const placed = points.flatMap(({ step, value, time, line }) => {
    const x = by === 'step' ? step : time;
    return x === null ? [] : [{ x, y: value, step, time, line }];
  });
  // A clock may have been set back.
  return by === 'step' ? placed : placed.sort((a, b) => a.x - b.x);
}

/** What tells members of a group apart: `train`, `val`. Alone in its figure a metric needs no label. */
function labelsIn(group: string, members: readonly ReportSeries[]): string[] {
  if (members.length === 1) return [''];
  const short = members.map(({ name }) => withoutGroup(name, group));
  return new Set(short).size === short.length ? short : members.map(({ name }) => name);
}

const separators = ' _/.-:';

function withoutGroup(name: string, group: string): string {
  const [lower, ending] = [name.toLowerCase(), group.toLowerCase()];
  if (lower === ending) return name;
  const trim = (text: string) => {
    let [from, to] = [0, text.length];
    while (from < to && separators.includes(text[from] ?? '')) from++;
    while (to > from && separators.includes(text[to - 1] ?? '')) to--;
    return text.slice(from, to);
  };
  if (lower.endsWith(ending)) return trim(name.slice(0, -group.length)) || name;
  return lower.startsWith(ending) ? trim(name.slice(group.length)) || name : name;
}

export interface Best {
  readonly value: number;
  /** Null where that point was thinned out. */
  readonly step: number | null;
}

/** Null where neither way is better. */
export function bestOf({ better, low, high, points }: ReportSeries): Best | null {
  const value = better === 'lower' ? low : better === 'higher' ? high : null;
  if (value === null) return null;
  return { value, step: points.find((point) => point.value === value)?.step ?? null };
}

/** Measured on data that nothing was learned from. */
export function isHeldBack(name: string): boolean {
  return /val|eval|test/i.test(name);
}

function valuesInWords(series: ReportSeries, withBest: boolean): string {
  const last = withUnit(series.last.value, series.unit);
  const best = withBest ? bestOf(series) : null;
  if (best === null || best.value === series.last.value) return last;
  const at = best.step === null ? '' : ` at ${stepInWords(best.step)}`;
  return `${last}, best ${valueInWords(best.value, 4)}${at}`;
}

function heardOf(series: ReportSeries): string {
  const best = bestOf(series);
  const last = `last ${withUnit(series.last.value, series.unit)}`;
  return best === null ? last : `${last}, best ${valueInWords(best.value, 4)}`;
}

function withUnit(value: number | null, unit: string): string {
  return unit === '' ? valueInWords(value, 4) : `${valueInWords(value, 4)} ${unit}`;
}

export function gpuFigures(gpus: readonly ReportGpu[]): Figure[] {
  return gpus
    .filter(({ samples }) => samples.length > 0)
    .map((gpu) => {
      const { index, samples, totalMiB } = gpu;
      const share = (mib: number | null) =>
        mib === null || !totalMiB ? null : (mib / totalMiB) * 100;
      const line = (label: string, colour: number, of: (i: number) => number | null) => ({
        label,
        colour,
        points: samples.map(({ time }, i) => ({ x: time, y: of(i), step: null, time, line: null })),
      });
      const words = gpuWords(gpu);
      return {
        key: `gpu ${index}`,
        title: `GPU ${index}`,
        lines: [
          line('use', 0, (i) => samples[i]?.use ?? null),
          line('memory', 2, (i) => share(samples[i]?.memoryMiB ?? null)),
        ],
        heads: words,
        heard: `GPU ${index}: ${words.map((head) => `${head.label} ${head.words}`).join(', ')}`,
        y: { from: 0, to: 104 },
        x: 'time' as const,
      };
    });
}

function gpuWords({ samples, totalMiB }: ReportGpu): LineWords[] {
  const last = samples.at(-1);
  const { use = null, memoryMiB = null, watts = null, celsius = null } = last ?? {};
  const memory =
    memoryMiB !== null && totalMiB !== null
      ? `${memoryInWords(memoryMiB)} of ${memoryInWords(totalMiB)}`
      : null;
  const others = [
    watts === null ? null : `${Math.round(watts)} W`,
    celsius === null ? null : `${Math.round(celsius)} °C`,
  ].filter((words) => words !== null);
  return [
    ...(use === null ? [] : [{ label: 'use', colour: 0, words: `${Math.round(use)} %` }]),
    ...(memory === null ? [] : [{ label: 'memory', colour: 2, words: memory }]),
    ...(others.length === 0 ? [] : [{ label: '', colour: -1, words: others.join(', ') }]),
  ];
}
