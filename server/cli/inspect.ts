// `outlive inspect`: what would be read out of a log file, as of a session that printed it: how far,
// how good, what went wrong. To be sent along where a program's output is not understood.
import { readFile } from 'node:fs/promises';
import { headlineOf, isShown } from '../watch/metrics.ts';
import { pointsOf } from '../watch/series.ts';
import type { Caller, Command } from './command.ts';
import { type Inspected, inspect as inspectOutput } from './inspect/inspected.ts';
import { parseTiming } from './inspect/timing.ts';
import { inWords } from './inspect/words.ts';
import { type Options, parseOptions, type Syntax, UsageError } from './options.ts';

const syntax: Syntax = {
  timing: 'value',
  cols: 'value',
  rows: 'value',
  exit: 'value',
  json: 'nothing',
};

export const inspect: Command = {
  usage: 'inspect FILE [--timing FILE] [--cols N] [--rows N] [--exit=CODE] [--json]',
  about: {
    summary: 'what would be read out of a log file: progress, metrics, alerts',
    options: {
      timing: 'When the bytes of FILE arrived: lines of [milliseconds, bytes].',
      cols: 'Columns of the terminal that it was printed on, else 80.',
      rows: 'Its rows, else 24.',
      exit: 'How the program ended: its exit code, or minus the number of a signal. Without it, it still runs.',
      json: 'Print one object: {progress, metrics, headline, alerts, events, question}.',
    },
    more: [
      'FILE is output as a terminal gets it; escape sequences and overwritten rows are followed. A file in which rows end with a newline alone will do, too.',
      'docs/watching.md says what is understood, and how to print what always is.',
    ],
    examples: [['outlive inspect train.log', 'what the list would say of it']],
    completes: { operands: 'file', timing: 'file' },
  },
  syntax,
  operands: [1, 99],
  async run(words, caller) {
    const [file = '', ...more] = words.operands;
    // The file's name comes first, and options may follow it.
    const options = parseOptions([...givenBefore(words), ...more], syntax);
    if (options.operands.length > 0)
      throw new UsageError(`"${options.operands[0]}" is one word too many`);
    const bytes = await readFile(file);
    const timing = options.value('timing');
    const inspected = inspectOutput({
      bytes,
      reads: timing === undefined ? null : parseTiming(await readFile(timing, 'utf8')),
      cols: options.wholeNumber('cols', 2, 1000) ?? 80,
      rows: options.wholeNumber('rows', 1, 500) ?? 24,
      exit: exitCode(options.value('exit')),
    });
    print(inspected, options.has('json'), caller);
    return 0;
  },
};

function givenBefore(words: Options): string[] {
  return Object.keys(syntax).flatMap((name) => {
    const value = words.value(name);
    return value === undefined
      ? []
      : [syntax[name] === 'nothing' ? `--${name}` : `--${name}=${value}`];
  });
}

function exitCode(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^-?\d{1,3}$/.test(text))
    throw new UsageError('--exit takes an exit code, or minus the number of a signal');
  return Number(text);
}

function print(inspected: Inspected, json: boolean, caller: Caller): void {
  if (!json) {
    for (const line of inWords(inspected)) caller.print(line);
    return;
  }
  const { state, progress, alerts, question } = inspected;
  const shown = state.series.filter(isShown);
  const metrics = Object.fromEntries(
    shown.map((series) => [
      series.name,
      {
        unit: series.unit,
        points: pointsOf(series).map(({ step, value, time, line }) => [step, value, time, line]),
      },
    ]),
  );
  const headline = headlineOf(state)?.name ?? null;
  const { events } = state;
  caller.print(JSON.stringify({ progress, metrics, headline, alerts, events, question }));
}
