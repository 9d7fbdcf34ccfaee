// `outlive rm`: removes an ended session and its log for good.
import { removeSession } from '../sessions/remove.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';

export const rm: Command = {
  usage: 'rm -t NAME',
  about: { summary: 'remove an ended session and its log', completes: { t: 'ended' } },
  syntax: { t: 'value' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    const state = openStateDirectory(caller.env);
    await removeSession(state, await new SessionDirectory(state).find(target));
    return 0;
  },
};
