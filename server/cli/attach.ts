// `outlive attach`: a session on this terminal, with tmux's keys. What does it is loaded with it.
import { Failure } from '../protocol/failure.ts';
import { SessionDirectory, type SessionEntry } from '../sessions/session-directory.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { requireTerminal } from './terminal.ts';

export const attach: Command = {
  usage: 'attach [-t NAME] [-r]',
  about: {
    summary: 'a session on this terminal; Ctrl+b d detaches',
    options: { r: 'Only look: nothing is typed, and the session keeps its size.' },
    completes: { t: 'running' },
    more: [
      'Without -t it is the running session that was started last. The session takes the size of this terminal. Several terminals may be attached at once, and closing one is detaching.',
      "Ctrl+b d detaches, Ctrl+b [ shows the log in $PAGER (less), Ctrl+b Ctrl+b types Ctrl+b. All other keys are the program's, Ctrl+Z too. What scrolls off stays in the scrollback of this terminal.",
      'The terminal need not be in the terminfo database: any with a cursor that can be moved will do. Inside a session it refuses to nest; "env -u OUTLIVE_SESSION outlive attach" insists.',
    ],
  },
  syntax: { t: 'value', r: 'nothing' },
  operands: [0, 0],
  async run(options, caller) {
    const target = options.has('t') ? options.required('t') : null;
    requireTerminal(caller);
    const directory = new SessionDirectory(openStateDirectory(caller.env));
    const entry = target === null ? await newestOf(directory) : await directory.find(target);
    const { attachEntry } = await import('./attach/enter.ts');
    return attachEntry(entry, caller, { readOnly: options.has('r') });
  },
};

/** Throws Failure none-running. */
async function newestOf(directory: SessionDirectory): Promise<SessionEntry> {
  const running = (await directory.localEntries()).filter(({ state }) => state.kind !== 'ended');
  const newest = running.at(-1);
  if (newest === undefined) throw new Failure('none-running');
  return newest;
}
