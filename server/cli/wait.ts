// `outlive wait`: waits for a session's end and exits as its program did.
import { constants } from 'node:os';
import { Failure } from '../protocol/failure.ts';
import { tookOver } from '../sessions/began.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { ownSession } from './own-session.ts';
import { type Ended, untilEnded } from './until-ended.ts';
import { within } from './within.ts';

const longestSeconds = 2_000_000;
/** As timeout(1) has it. */
const gaveUp = 124;

export const wait: Command = {
  usage: 'wait -t NAME [--timeout SECONDS]',
  about: {
    summary: "wait for a session's end, exit as its program did",
    options: { timeout: 'Give up after so many seconds, with exit status 124.' },
    more: [
      'It exits with the exit code of the program, or with 128 + N when signal N ended it. A session that was lost, or is not there, gives 1 and one line; giving up gives 124 and one line, as timeout(1) does.',
    ],
    examples: [
      ['outlive wait -t train && outlive new -d -s eval ./eval.sh', 'one after the other'],
    ],
  },
  syntax: { t: 'value', timeout: 'value' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    const seconds = options.wholeNumber('timeout', 0, longestSeconds);
    const state = openStateDirectory(caller.env);
    const directory = new SessionDirectory(state);
    const entry = await directory.find(target);
    const { name } = entry.spec;
    const session = ownSession(state, caller.env);
    if (session?.id === entry.id) throw new Failure('waits-for-itself', name);
    if (entry.state.kind !== 'ended') await session?.waits(name);
    const ended = await within(
      seconds === undefined ? undefined : seconds * 1000,
      untilEnded(directory, entry),
    );
    await session?.waited(name);
    if (ended === null) {
      caller.warn(
        `outlive: ${new Failure('timed-out', `"${name}", which is still running`).message}`,
      );
      return gaveUp;
    }
    if (ended.reason === 'lost') throw new Failure('host-gone', name);
    if ((await tookOver({ ...entry, state: ended })) !== null) {
      caller.warn(`outlive: "${name}" did not begin: another program ran in its place.`);
      return 1;
    }
    if (ended.exitCode === null && ended.signal === null) {
      caller.warn(
        `outlive: "${name}" has ended, but tmux told nobody with which exit code. To know it next time: tmux set -g remain-on-exit on`,
      );
    }
    return exitStatus(ended);
  },
};

/** As a shell has it: the program's own exit code, or 128 and the signal's number. */
function exitStatus({ exitCode, signal }: Ended): number {
  if (signal === null) return exitCode ?? 1;
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}
