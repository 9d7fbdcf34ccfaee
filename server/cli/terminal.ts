// The terminal the caller sits at: whether a session can be shown on it, and how large it is.
import { Failure } from '../protocol/failure.ts';
import { defaultSize, parseSize, type Size } from '../protocol/session.ts';
import type { Caller } from './command.ts';

/** Terminals that cannot move their cursor. Others are not looked up: servers lack many names. */
const poorTerminals: readonly string[] = ['', 'dumb', 'unknown', 'network', 'dialup', 'emacs'];

/** Throws Failure nested, no-terminal or poor-terminal. */
export function requireTerminal({ env }: Caller): void {
  if (env.OUTLIVE_SESSION) throw new Failure('nested', env.OUTLIVE_SESSION_NAME ?? '');
  if (!isOnTerminal()) throw new Failure('no-terminal');
  if (poorTerminals.includes(env.TERM ?? '')) throw new Failure('poor-terminal', env.TERM ?? '');
}

/** Inside a session, or without a terminal, a new session is only started. */
export function canAttach({ env }: Caller): boolean {
  return !env.OUTLIVE_SESSION && isOnTerminal() && !poorTerminals.includes(env.TERM ?? '');
}

export function terminalSize(): Size {
  return parseSize(process.stdout.columns, process.stdout.rows) ?? defaultSize;
}

function isOnTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}
