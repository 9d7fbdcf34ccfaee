// `outlive metrics`: the numbers with names that a session has printed, for people, as JSON or as CSV.
import { printable, printableJson } from '../protocol/printable.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import { headlineOf, isShown } from '../watch/metrics.ts';
import { meaningOf } from '../watch/names.ts';
import { pointsOf, type Series } from '../watch/series.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';

export const metrics: Command = {
  usage: 'metrics -t NAME [--json | --csv] [NAME-OF-METRIC...]',
  about: {
    summary: 'the metrics that a session has printed, by their steps',
    options: {
      json: 'Print one object: {metrics: {name: {unit, better, points: [[step, value, time, line]]}}}.',
      csv: 'Print lines of name, step, value, time and line.',
    },
    more: [
      'Without either, each metric on a line: its last value, its step, its lowest and highest. Of long runs as many points are kept as a curve needs; the lowest, the highest and the last one are among them.',
    ],
    examples: [['outlive metrics -t train --csv loss > loss.csv', 'one metric, for a spreadsheet']],
  },
  syntax: { t: 'value', json: 'nothing', csv: 'nothing' },
  operands: [0, 64],
  async run(options, caller) {
    const [isJson, isCsv] = [options.has('json'), options.has('csv')];
    if (isJson && isCsv) throw new UsageError('--json and --csv exclude each other');
    const directory = new SessionDirectory(openStateDirectory(caller.env));
    const { outputDir, state } = await directory.find(options.required('t'));
    const { readWatch } = await import('../screen/watching/read-watch.ts');
    const watch = await readWatch(outputDir, state.kind === 'ended');
    const names = options.operands;
    const all = watch.series.filter(isShown);
    const found = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
    if (isJson) caller.print(printableJson({ metrics: asObject(found) }));
    else if (isCsv) await caller.write(Buffer.from(asCsv(found)));
    else for (const line of inWords(found, headlineOf(watch)?.name)) caller.print(line);
    const missing = names.filter((name) => !all.some((one) => one.name === name));
    for (const name of missing) caller.warn(`There is no metric "${printable(name)}".`);
    if (all.length === 0) caller.warn('It has printed no metrics. docs/watching.md says how to.');
    return missing.length === 0 ? 0 : 1;
  },
};

function asObject(series: readonly Series[]): object {
  return Object.fromEntries(
    series.map((one) => [
      one.name,
      {
        unit: one.unit,
        better: meaningOf(one.name).better,
        points: pointsOf(one).map(({ step, value, time, line }) => [step, value, iso(time), line]),
      },
    ]),
  );
}

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

function asCsv(series: readonly Series[]): string {
  const rows = series.flatMap((one) =>
    pointsOf(one).map(({ step, value, time, line }) => [
      cell(one.name),
      step,
      value ?? 'nan',
      iso(time) ?? '',
      line,
    ]),
  );
  return [['name', 'step', 'value', 'time', 'line'], ...rows]
    .map((row) => `${row.join(',')}\r\n`)
    .join('');
}

/** Quoted where it has to be (RFC 4180). A spreadsheet takes what begins like a formula for one. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function inWords(series: readonly Series[], headline: string | undefined): string[] {
  return series.map((one) => {
    const { name, unit, last, best, taken } = one;
    const range = best === null ? '' : `, ${short(best.low)} to ${short(best.high)}`;
    const value =
      last.value === null
        ? 'not a number'
        : `${short(last.value)}${unit === '' ? '' : ` ${printable(unit)}`}`;
    const shown = name === headline ? ' (on the card)' : '';
    return `${printable(name)}: ${value} at step ${last.step}${range}, ${taken} points${shown}`;
  });
}

const short = (value: number) => String(Number(value.toPrecision(6)));
