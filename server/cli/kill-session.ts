// `outlive kill-session`: ends a session and every process in it, and says what would not go.
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import { stopSession } from '../sessions/stop.ts';
import type { Command } from './command.ts';

export const killSession: Command = {
  usage: 'kill-session -t NAME',
  about: {
    summary: 'end a session and every process in it',
    completes: { t: 'running' },
    more: [
      'Its processes get HUP and TERM, and KILL after two seconds. It returns when none is left, or names those that would not go.',
    ],
  },
  syntax: { t: 'value' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.required('t');
    const state = openStateDirectory(caller.env);
    const session = await new SessionDirectory(state).find(target);
    const { survivors } = await stopSession(state, session, 'kill');
    if (survivors.length === 0) return 0;
    const names = survivors.map(({ pid, name }) => `${name} (${pid})`).join(', ');
    caller.warn(
      `outlive: still there after KILL: ${names}. They may be waiting for a disk; try again later.`,
    );
    return 1;
  },
};
