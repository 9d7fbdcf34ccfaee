// `outlive new`: starts a session with the caller's own environment and folder.
import { resolve } from 'node:path';
import { defaultSize, maxSize } from '../protocol/session.ts';
import { callerEnvironment } from '../sessions/environment.ts';
import { launchSession } from '../sessions/launch.ts';
import { openStateDirectory } from '../sessions/state-directory.ts';
import type { Command } from './command.ts';
import { hostBundle } from './installation.ts';
import { UsageError } from './options.ts';

export const newSession: Command = {
  usage: 'new [-d] [-s NAME] [-c DIR] [-e K=V]... [-x COLS] [-y ROWS] [COMMAND...]',
  syntax: { d: 'nothing', s: 'value', c: 'value', e: 'values', x: 'value', y: 'value' },
  operands: [0, Number.POSITIVE_INFINITY],
  async run(options, caller) {
    const size = {
      cols: options.wholeNumber('x', 1, maxSize.cols) ?? defaultSize.cols,
      rows: options.wholeNumber('y', 1, maxSize.rows) ?? defaultSize.rows,
    };
    const name = options.value('s');
    const folder = options.value('c');
    const state = openStateDirectory(caller.env);
    const session = await launchSession(state, {
      hostSource: hostBundle,
      ...(name === undefined ? {} : { name }),
      command: commandOf(options.operands),
      cwd: folder?.startsWith('/') ? folder : resolve(caller.cwd(), folder ?? '.'),
      env: { ...callerEnvironment(caller.env), ...variables(options.values('e')) },
      size,
      login: false,
    });
    if (!options.has('d')) {
      caller.print(`started ${session.name}; "outlive logs -f -t ${session.name}" shows it`);
    } else if (name === undefined) {
      // As silent as tmux when the caller chose the name; who did not has to be told.
      caller.print(session.name);
    }
    return 0;
  },
};

/** One word is a command for the shell, several are a program and its arguments, none is a login shell. */
function commandOf(words: readonly string[]): string | string[] | null {
  return words.length > 1 ? [...words] : (words[0] ?? null);
}

function variables(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf('=');
      if (at < 1) throw new UsageError(`-e takes NAME=VALUE, not "${assignment}"`);
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
}
