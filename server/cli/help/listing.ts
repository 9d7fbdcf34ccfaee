// All commands with what they say of themselves: what help, the manual page and completions are
// made of.
import type { Command } from '../command.ts';
import { aliasesOf, commandGroups, findCommand } from '../commands.ts';
import { optionsInUse } from './option-words.ts';

export interface Listed {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly command: Command;
}

/** In groups, in the order of the table. */
export async function listCommands(): Promise<Listed[][]> {
  return Promise.all(commandGroups.map((names) => Promise.all(names.map(listed))));
}

async function listed(name: string): Promise<Listed> {
  const load = findCommand(name);
  if (load === null) throw new Error(`${name} is in no table`);
  return { name, aliases: aliasesOf(name), command: await load() };
}

/** Every option with its words: `-s NAME`, and what it does. */
export function describedOptions({
  syntax,
  usage,
  about,
}: Command): [words: string, does: string][] {
  return Object.keys(syntax).map((option) => [
    optionsInUse(option, syntax[option] !== 'nothing', usage),
    about.options?.[option] ?? (option === 't' ? target : ''),
  ]);
}

const target = 'The session: its name, the beginning of it, or its id.';
