// A mistake of ours that ends a process or a request: one sentence for the person, the stack for whoever
// mends it, in a file. Never creates a state directory: it may be what is wrong.
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../protocol/printable.ts';
import { systemFailure } from './file-failure.ts';
import { stateRoot } from './state-directory.ts';

const maxLogBytes = 256 * 1024;
const mostCharacters = 300;

/** The sentence that is to be printed for whatever was thrown. */
export function wordsFor(thrown: unknown, env: NodeJS.ProcessEnv = process.env): string {
  const failure = systemFailure(thrown);
  if (failure !== null) return printable(failure.message);
  const kept = keepStack(thrown, env);
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const what = printable(said.split('\n')[0] ?? '').slice(0, mostCharacters);
  const where = kept === null ? '' : ` ${kept} has what its developers need to know.`;
  return `a bug: ${what || 'no reason was given'}.${where}`;
}

/** Whatever nobody has caught is one sentence on standard error, and the end of this process. */
export function endInWords(): void {
  const end = (thrown: unknown): never => {
    process.exitCode = 1;
    try {
      process.stderr.write(`outlive: ${wordsFor(thrown)}\n`);
    } finally {
      process.exit(1);
    }
  };
  process.on('uncaughtException', end).on('unhandledRejection', end);
}

/** The file it was written to, null when it could not be. */
function keepStack(thrown: unknown, env: NodeJS.ProcessEnv): string | null {
  try {
    const file = join(stateRoot(env), 'errors.log');
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) {
      renameSync(file, `${file}.1`);
    }
    const stack = (thrown as Error | null)?.stack ?? String(thrown);
    appendFileSync(file, `${new Date().toISOString()} ${stack}\n`, { mode: 0o600 });
    return file;
  } catch {
    return null;
  }
}
