// `outlive capture-pane`: the screen, and what scrolled off it, by tmux's numbers: 0 is the first
// row of the screen, -1 the row above it.
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';

export const capturePane: Command = {
  usage: 'capture-pane -t NAME -p [-e] [-J] [-N] [-S LINE] [-E LINE]',
  about: {
    summary: 'what the screen of a session shows',
    options: {
      p: 'Print it. There are no paste buffers it could go to, so this must be given.',
      e: 'With the escape sequences of its colours and attributes.',
      J: 'Join the rows of wrapped lines, and keep blanks at their ends.',
      N: 'Keep the blanks at the end of each row.',
      S: 'The first line: 0 is the first of the screen, -1 the one above it, - the start of the history.',
      E: 'The last line, by the same numbers; - is the end of the screen.',
    },
    more: [
      'The history is the log, wrapped at the width the session has now: it reaches back to the beginning of the session, and blanks at the ends of its lines are gone.',
    ],
    examples: [
      ['outlive capture-pane -t train -p', 'the screen'],
      ['outlive capture-pane -t train -pJ -S -200', 'it, and the 200 rows above'],
    ],
  },
  syntax: {
    t: 'value',
    p: 'nothing',
    e: 'nothing',
    J: 'nothing',
    N: 'nothing',
    S: 'value',
    E: 'value',
  },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    if (!options.has('p')) throw new UsageError('there are no paste buffers here, so -p is needed');
    const first = lineNumber('S', options.value('S'), Number.NEGATIVE_INFINITY) ?? 0;
    const last =
      lineNumber('E', options.value('E'), Number.POSITIVE_INFINITY) ?? Number.POSITIVE_INFINITY;
    const entry = await new SessionDirectory(openStateDirectory(caller.env)).find(target);
    const { capture } = await import('./capture-pane/capture.ts');
    const rows = capture({
      outputDir: entry.outputDir,
      // As tmux has it: the other way round is the same.
      first: Math.min(first, last),
      last: Math.max(first, last),
      joined: options.has('J'),
      blanks: options.has('N') || options.has('J'),
      coloured: options.has('e'),
    });
    for await (const text of rows) await caller.write(Buffer.from(text));
    return 0;
  },
};

/** `-` is an end of the numbers; undefined when the option was not given. */
function lineNumber(option: string, text: string | undefined, end: number): number | undefined {
  if (text === undefined) return undefined;
  if (text === '-') return end;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`-${option} takes a line's number, such as -100, or -`);
}
