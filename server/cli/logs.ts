// `outlive logs`: what a session printed, as the lines that the page shows or as the very bytes, up
// to now or, with -f, until it ends. Followed lines are given out as soon as they are complete.
import { JoinedLines, plainLine } from '../protocol/log-view.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import { Bell } from './bell.ts';
import type { Command } from './command.ts';
import { copyRaw } from './logs/raw-copy.ts';
import { timedLine } from './logs/timed-line.ts';
import { UsageError } from './options.ts';
import { untilEnded } from './until-ended.ts';

export const logs: Command = {
  usage: 'logs -t NAME [-f] [-n LINES] [--times | --raw]',
  about: {
    summary: 'what a session printed; -f goes on until it ends',
    options: {
      f: 'Go on with each line as it is completed, until the session ends.',
      n: 'Only the last so many lines.',
      times: 'When each line arrived before it, in local time.',
      raw: 'The very bytes, escape sequences and all.',
    },
    more: [
      'Lines are plain text: colours and overwritten text are gone, lines that the terminal wrapped are whole. Output that is missing is told on a line of its own, with --raw on standard error.',
    ],
    examples: [['outlive logs -f -n 20 -t train', 'the end, and what follows']],
  },
  syntax: { t: 'value', f: 'nothing', n: 'value', times: 'nothing', raw: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    const last = options.wholeNumber('n', 0, 999_999_999);
    const [isRaw, isFollowed, times] = ['raw', 'f', 'times'].map((name) => options.has(name));
    if (isRaw && times) throw new UsageError('--raw and --times exclude each other');
    const directory = new SessionDirectory(openStateDirectory(caller.env));
    const entry = await directory.find(target);
    const { outputDir, state } = entry;
    const joined = new JoinedLines(times === true ? timedLine : plainLine);
    const write = (text: string) => (text === '' ? undefined : caller.write(Buffer.from(text)));
    if (!isRaw && !isFollowed) {
      const { settledLines } = await import('../screen/settled-lines.ts');
      const range = { outputDir, last, ended: state.kind === 'ended' };
      for await (const lines of settledLines(range)) await write(joined.push(lines));
      await write(joined.end());
      return 0;
    }
    const bell = new Bell();
    const ended = isFollowed ? untilEnded(directory, entry, () => bell.ring()) : null;
    if (isRaw) await copyRaw({ outputDir, last, bell, ended }, caller);
    else {
      const { followedLines } = await import('./logs/followed-lines.ts');
      for await (const lines of followedLines({ outputDir, last, bell, ended })) {
        await write(joined.push(lines));
      }
      await write(joined.end());
    }
    return 0;
  },
};
