// What may stand where the cursor is: commands, options, sessions, folders, keys. Must never fail:
// nobody reads an error while completing.
import { SessionDirectory } from '../../sessions/session-directory.ts';
import { openStateDirectory } from '../../sessions/state-directory.ts';
import type { Caller, Command } from '../command.ts';
import { findCommand } from '../commands.ts';
import { describedOptions, listCommands } from '../help/listing.ts';
import { openWord, type Place } from './place.ts';

/** Lines for the shell's script. `words` are those behind `outlive`, up to the cursor's, which may be empty. */
export async function completions(words: readonly string[], caller: Caller): Promise<string[]> {
  const [name = '', ...rest] = words;
  if (rest.length === 0) return beginning(name, await commandLines());
  if (name === 'help' && rest.length === 1) return beginning(rest[0] ?? '', await commandLines());
  const command = await findCommand(name)?.();
  if (command === undefined) return [];
  const place = openWord(rest, command.syntax);
  const lines = await linesFor(place, command, caller);
  const isAsked = lines[0]?.startsWith(':') === true;
  return isAsked ? lines : beginning(place.word, lines).map((line) => `${place.before}${line}`);
}

async function commandLines(): Promise<string[]> {
  const all = (await listCommands()).flat();
  return [
    ...all.map(({ name, command }) => `${name}\t${command.about.summary}`),
    'help\tthese commands, or one of them in full',
  ];
}

async function linesFor(place: Place, command: Command, caller: Caller): Promise<string[]> {
  if (place.kind === 'value') return valueLines(place.option, command, caller);
  if (place.kind === 'option') return optionLines(command, place);
  const known = command.about.words ?? [];
  if (place.index === 0 && known.length > 0) return [...known];
  if (command.about.completes?.operands === 'program') {
    return [place.index === 0 ? ':programs' : ':files'];
  }
  if (command.about.completes?.operands === 'key') return keyLines();
  return place.index === 0 && place.word === '' ? optionLines(command, place) : [];
}

function optionLines(command: Command, { given }: Place): string[] {
  return describedOptions(command)
    .map(([words, does]) => [words.split(' ')[0] ?? '', does] as const)
    .filter(([dashed]) => !given.has(dashed.replace(/^-+/, '')) && dashed !== '--complete')
    .map(([dashed, does]) => `${dashed}\t${does}`);
}

async function valueLines(option: string, { about }: Command, caller: Caller): Promise<string[]> {
  const kind = about.completes?.[option] ?? (option === 't' ? 'session' : null);
  if (kind === 'folder') return [':folders'];
  if (kind === 'file') return [':files'];
  if (kind !== 'session' && kind !== 'running' && kind !== 'ended') return [];
  const all = await sessions(caller);
  const fitting = all.filter(({ ended }) => kind === 'session' || ended === (kind === 'ended'));
  return fitting.map(({ name, words }) => `${name}\t${words}`);
}

async function sessions({ env }: Caller) {
  try {
    const entries = await new SessionDirectory(openStateDirectory(env)).localEntries();
    return entries.map(({ spec, state }) => ({
      name: spec.name,
      ended: state.kind === 'ended',
      words: `${state.kind} ${spec.command}`
        .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
        .trim(),
    }));
  } catch {
    return [];
  }
}

async function keyLines(): Promise<string[]> {
  const { keyNames } = await import('../send-keys/key-names.ts');
  return [...keyNames, 'C-c\tinterrupt', 'C-d\tend of input', 'C-z\tsuspend'];
}

function beginning(word: string, lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith(word));
}
