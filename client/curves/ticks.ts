// Where a figure's grid lines are and what stands beside them: round numbers, decades, clock times.
import { valueInWords } from '../look/number-words.ts';
import { durationInWords } from '../look/time.ts';
import type { Range } from './plot.ts';

export interface Tick {
  readonly value: number;
  readonly words: string;
}

/** About `count` of them, at 1, 2 or 5 times a power of ten. */
export function roundTicks(range: Range, count: number): Tick[] {
  return multiples(range, roundStep((range.to - range.from) / count)).map((value) => ({
    value,
    words: valueInWords(value, 4),
  }));
}

/** Decades; where fewer than two are in sight, round numbers. */
export function logTicks({ from, to }: Range, count: number): Tick[] {
  const [first, last] = [Math.ceil(Math.log10(from)), Math.floor(Math.log10(to))];
  if (last - first < 1) return roundTicks({ from, to }, count).filter(({ value }) => value > 0);
  const every = Math.ceil((last - first + 1) / count);
  const powers = Array.from(
    { length: Math.floor((last - first) / every) + 1 },
    (_, i) => first + i * every,
  );
  return powers.map((power) => ({ value: 10 ** power, words: valueInWords(10 ** power, 2) }));
}

/** `4,700`, `12k`, `3.5M`. */
export function stepTicks(range: Range, count: number): Tick[] {
  const step = Math.max(roundStep((range.to - range.from) / count), 1e-9);
  return multiples(range, step).map((value) => ({ value, words: stepInWords(value) }));
}

export function stepInWords(step: number): string {
  const size = Math.abs(step);
  if (size >= 1e7) return `${valueInWords(step / 1e6)}M`;
  if (size >= 1e5) return `${valueInWords(step / 1e3)}k`;
  return Number.isInteger(step) ? step.toLocaleString('en-GB') : valueInWords(step, 4);
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const timeSteps = [
  ...[second, 2 * second, 5 * second, 10 * second, 30 * second],
  ...[minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute],
  ...[hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour],
];
const day = 24 * hour;

/** Clock times, where nothing else is asked for as this device has them; dates where they are far apart. */
export function clockTicks(range: Range, count: number): Tick[] {
  const step = timeStep(range, count);
  const ahead = new Date(range.from).getTimezoneOffset() * minute;
  const local = { from: range.from - ahead, to: range.to - ahead };
  return multiples(local, step).map((value) => ({
    value: value + ahead,
    words: momentOf(value + ahead, step),
  }));
}

/** Times since a start. */
export function durationTicks(range: Range, count: number): Tick[] {
  return multiples(range, timeStep(range, count)).map((value) => ({
    value,
    words: value === 0 ? '0' : durationInWords(value).replace(/ 0 [hms]$/, ''),
  }));
}

function momentOf(time: number, step: number): string {
  const date = new Date(time);
  if (step >= day) return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const seconds = step < minute ? ({ second: '2-digit' } as const) : {};
  return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...seconds });
}

function timeStep({ from, to }: Range, count: number): number {
  const wanted = (to - from) / count;
  const fits = timeSteps.find((step) => step >= wanted * leastPart);
  return fits ?? day * Math.max(1, roundStep(wanted / day));
}

/** A few more ticks than wanted are better than one alone. */
const leastPart = 0.7;

function roundStep(wanted: number): number {
  if (!(wanted > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find((one) => one * power >= wanted * leastPart) ?? 10;
  return factor * power;
}

/** No more than a screen has room for, whatever the range is. */
const maxTicks = 40;

function multiples({ from, to }: Range, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.min(maxTicks, Math.max(0, Math.floor(to / step + 1e-9) - first + 1));
  if (!Number.isFinite(count)) return [];
  // Not summed up: 0.1 + 0.2.
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
