// `outlive wait`: waits for a session's end and exits as its program did.
import { constants } from 'node:os';
import { Failure } from '../protocol/failure.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { type Ended, untilEnded } from './until-ended.ts';

const longestSeconds = 2_000_000;

export const wait: Command = {
  usage: 'wait -t NAME [--timeout SECONDS]',
  syntax: { t: 'value', timeout: 'value' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    const seconds = options.wholeNumber('timeout', 0, longestSeconds);
    const directory = new SessionDirectory(openStateDirectory(caller.env));
    const entry = await directory.find(target);
    const { name } = entry.spec;
    const ended = await within(seconds, untilEnded(directory, entry));
    if (ended === null) throw new Failure('timed-out', `"${name}", which is still running`);
    if (ended.reason === 'lost') throw new Failure('host-gone', name);
    return exitStatus(ended);
  },
};

/** As a shell has it: the program's own exit code, or 128 and the signal's number. */
function exitStatus({ exitCode, signal }: Ended): number {
  if (signal === null) return exitCode ?? 1;
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}

async function within<T>(seconds: number | undefined, result: Promise<T>): Promise<T | null> {
  if (seconds === undefined) return result;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), seconds * 1000);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}
