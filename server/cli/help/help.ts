// `outlive help`: what there is, on one screen; `outlive help COMMAND` for one of them. With
// --man the manual page, made of the same words.
import type { Caller } from '../command.ts';
import { commandHelp } from './command-help.ts';
import { type Listed, listCommands } from './listing.ts';
import { manualPage } from './manual.ts';
import { unknownCommand } from './unknown-command.ts';

export async function help(word: string | undefined, caller: Caller): Promise<number> {
  if (word === undefined) caller.print(overview(await listCommands()));
  else if (word === '--man') caller.print(manualPage(await listCommands()));
  else {
    const all = (await listCommands()).flat();
    const found = all.find(({ name, aliases }) => name === word || aliases.includes(word));
    if (found === undefined) {
      caller.warn(`outlive: ${unknownCommand(word)}`);
      return 2;
    }
    caller.print(commandHelp(found));
  }
  return 0;
}

function overview(groups: readonly (readonly Listed[])[]): string {
  const width = Math.max(...groups.flat().map(({ name }) => name.length));
  const lines = groups.map((group) =>
    group
      .map(({ name, command }) => `  outlive ${name.padEnd(width)}  ${command.about.summary}`)
      .join('\n'),
  );
  return `Terminal sessions that outlive your connection.

${lines.join('\n\n')}

"-t" takes a name, the beginning of one, or an id. "outlive help COMMAND" tells more of each.`;
}
