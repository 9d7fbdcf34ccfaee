#!/usr/bin/env node
// The command line's entry: finds the command, reads its options, turns failures into one line
// and an exit status. Knows nothing of what commands do.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { printable, printableLines } from '../protocol/printable.ts';
import { endInWords, wordsFor } from '../sessions/bug.ts';
import type { Caller, Command } from './command.ts';
import { findCommand } from './commands.ts';
import { endWithoutLostTerminal } from './lost-terminal.ts';
import { parseOptions, UsageError } from './options.ts';

const status = { done: 0, failed: 1, usage: 2 };

async function main([word = 'serve', ...words]: readonly string[]): Promise<number> {
  const caller = processCaller();
  if (word === '--version' || word === '-V') {
    const { printVersion } = await import('./version.ts');
    await printVersion(caller);
    return status.done;
  }
  if (word === 'help' || word === '--help' || word === '-h') {
    const { help } = await import('./help/help.ts');
    return await help(words[0], caller);
  }
  const load = findCommand(word);
  if (load === null) {
    const { unknownCommand } = await import('./help/unknown-command.ts');
    caller.warn(`outlive: ${unknownCommand(word)}`);
    return status.usage;
  }
  if (words[0] === '--help' || words[0] === '-h') {
    const { help } = await import('./help/help.ts');
    return await help(word, caller);
  }
  return await runCommand(await load(), words, caller);
}

async function runCommand(
  command: Command,
  words: readonly string[],
  caller: Caller,
): Promise<number> {
  if (command.outlivesTerminal) ignoreLostOutput();
  try {
    const options = parseOptions(words, command.syntax);
    const [least, most] = command.operands;
    if (options.operands.length < least) throw new UsageError('a word is missing');
    if (options.operands.length > most) {
      throw new UsageError(`"${options.operands[most]}" is one word too many`);
    }
    return await command.run(options, caller);
  } catch (error) {
    return tell(error, command, caller);
  }
}

function tell(thrown: unknown, command: Command, caller: Caller): number {
  if (thrown instanceof UsageError) {
    caller.warn(`outlive: ${thrown.message}. Usage: outlive ${command.usage}`);
    return status.usage;
  }
  caller.warn(`outlive: ${wordsFor(thrown)}`);
  return status.failed;
}

/** `outlive logs | head`: nobody reads on, so there is nothing left to do. A full disk is told. */
const endWithOutput = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(status.done);
  process.stderr.off('error', endWithOutput).on('error', () => {});
  const words =
    error.code === 'ENOSPC' ? 'The output has no room left on its disk.' : wordsFor(error);
  process.stderr.write(`outlive: ${words}\n`);
  process.exit(status.failed);
};

function ignoreLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.off('error', endWithOutput).on('error', () => {});
  }
}

/** Resolves when all that was printed is out, or has failed to get there. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => setImmediate(resolve));
  });
}

/** As the caller went there: through a link, its name is the link's. */
function isSameFolder(named: string | undefined, here: string): named is string {
  if (named === undefined || resolve(named) !== named) return false;
  const [one, other] = [named, here].map((path) => statSync(path, { throwIfNoEntry: false }));
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}

function processCaller(): Caller {
  const caller: Caller = {
    env: process.env,
    isTerminal: process.stdout.isTTY ?? false,
    cwd: () => {
      try {
        const here = process.cwd();
        return isSameFolder(process.env.PWD, here) ? process.env.PWD : here;
      } catch {
        throw new Failure('no-directory', process.env.PWD ?? '.');
      }
    },
    print: (line) => void process.stdout.write(`${printableLines(line)}\n`),
    warn: (line) => void process.stderr.write(`${printable(line)}\n`),
    write: async (bytes) => {
      if (process.stdout.write(bytes)) return;
      await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()));
    },
    complete: async (words) => {
      const { completions } = await import('./completion/completions.ts');
      return await completions(words, caller);
    },
  };
  return caller;
}

for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithOutput);
endWithoutLostTerminal();
endInWords();
void main(process.argv.slice(2)).then(async (exitStatus) => {
  await written(process.stdout);
  process.exit(exitStatus);
});
