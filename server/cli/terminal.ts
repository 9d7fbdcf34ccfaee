// The terminal the caller sits at: whether a session can be shown on it, and how large it is.
import { Failure } from '../protocol/failure.ts';
import { defaultSize, parseSize, type Size } from '../protocol/session.ts';
import type { Caller } from './command.ts';

/** Throws Failure no-terminal or nested. */
export function requireTerminal({ env }: Caller): void {
  if (env.OUTLIVE_SESSION) throw new Failure('nested', env.OUTLIVE_SESSION_NAME ?? '');
  if (!hasTerminal(env)) throw new Failure('no-terminal');
}

/** Inside a session, or without a terminal, a new session is only started. */
export function canAttach({ env }: Caller): boolean {
  return !env.OUTLIVE_SESSION && hasTerminal(env);
}

export function terminalSize(): Size {
  return parseSize(process.stdout.columns, process.stdout.rows) ?? defaultSize;
}

function hasTerminal({ TERM }: Readonly<NodeJS.ProcessEnv>): boolean {
  const known = TERM !== undefined && TERM !== '' && TERM !== 'dumb';
  return known && process.stdin.isTTY === true && process.stdout.isTTY === true;
}
