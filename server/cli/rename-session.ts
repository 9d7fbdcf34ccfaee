// `outlive rename-session`: another name for the same session. Its id and its log stay.
import { renameSession as rename } from '../sessions/rename.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';

export const renameSession: Command = {
  usage: 'rename-session -t NAME NEW-NAME',
  about: { summary: 'another name for the same session' },
  syntax: { t: 'value' },
  operands: [1, 1],
  async run(options, caller) {
    const target = options.required('t');
    const state = openStateDirectory(caller.env);
    const session = await new SessionDirectory(state).find(target);
    await rename(state, session, options.operands[0] ?? '');
    return 0;
  },
};
