// `outlive help`: what there is, on one screen; `outlive help COMMAND` for one of them.
import type { Caller } from './command.ts';
import { findCommand } from './commands.ts';

const overview = `Terminal sessions that outlive your connection.

  outlive serve           let phones reach the sessions: prints where and how
  outlive pair            a link, a code and a QR code that let one device in
  outlive devices         the paired devices; "devices revoke ID" shuts one out

  outlive new             start a session and attach to it; with -d only start it:
                          outlive new -d -s train python train.py
  outlive attach          a session on this terminal: Ctrl+b d detaches, Ctrl+b [ shows its log
  outlive ls              the sessions, running and ended
  outlive logs            what a session printed; -f goes on until it ends
  outlive wait            wait for a session's end, exit as its program did
  outlive has-session     is there such a session? (exit status)
  outlive rename-session  another name
  outlive kill-session    end a session and every process in it
  outlive rm              remove an ended session and its log

"-t" takes a name, the beginning of one, or an id. "outlive help COMMAND" lists a command's options.`;

export async function help(word: string | undefined, caller: Caller): Promise<number> {
  if (word === undefined) {
    caller.print(overview);
    return 0;
  }
  const load = findCommand(word);
  if (load === null) {
    caller.warn(`outlive: there is no command "${word}". "outlive help" lists them.`);
    return 2;
  }
  caller.print(`usage: outlive ${(await load()).usage}`);
  return 0;
}
