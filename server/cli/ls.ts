// `outlive ls`: the sessions, for people as tmux prints them or for scripts as JSON.
import { printableJson } from '../protocol/printable.ts';
import { watchFields } from '../protocol/watch.ts';
import { SessionDirectory } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { runInWords, runOf } from './run-words.ts';
import { sessionLine } from './words.ts';

export const ls: Command = {
  usage: 'ls [--json]',
  about: {
    summary: 'the sessions, running and ended',
    options: { json: 'Print an array for scripts, with all that is known of each.' },
  },
  syntax: { json: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    const state = openStateDirectory(caller.env);
    const lastLines = options.has('json');
    const sessions = await new SessionDirectory(state).list({ lastLines });
    const now = Date.now();
    const runs = await Promise.all(sessions.map((one) => runOf(one, state.sessionsDir, now)));
    if (lastLines) {
      caller.print(
        printableJson(sessions.map((one, at) => ({ ...one, ...watchFields(runs[at] ?? null) }))),
      );
      return 0;
    }
    for (const [at, session] of sessions.entries())
      caller.print(sessionLine(session, state.machine, runInWords(runs[at] ?? null, now)));
    if (sessions.length === 0) caller.warn('There are no sessions. "outlive new" starts one.');
    return 0;
  },
};
