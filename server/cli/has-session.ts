// `outlive has-session`: is there such a session? Answers with the exit status, for scripts.
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';

export const hasSession: Command = {
  usage: 'has-session -t NAME',
  about: {
    summary: 'is there such a session? (exit status)',
    examples: [
      ['outlive has-session -t train || outlive new -d -s train ./train.sh', 'unless it is there'],
    ],
  },
  syntax: { t: 'value' },
  operands: [0, 0],
  async run(options, caller) {
    const name = options.required('t');
    await new SessionDirectory(openStateDirectory(caller.env)).find(name);
    return 0;
  },
};
