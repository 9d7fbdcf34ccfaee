// From a session found to a terminal given back: attaches, and says how it ended. Brings the
// emulator with it, so it is loaded only when somebody attaches.
import type { ReadStream, WriteStream } from 'node:tty';
import { Failure } from '../../protocol/failure.ts';
import { unknownExitCode } from '../../protocol/host.ts';
import type { ExitRecord } from '../../protocol/session.ts';
import { requireLocal, type SessionEntry } from '../../sessions/session-directory.ts';
import type { Caller } from '../command.ts';
import { logs } from '../logs.ts';
import { parseOptions } from '../options.ts';
import { type AttachEnd, attach } from './attachment.ts';
import { page } from './pager.ts';
import { Watched } from './watched.ts';

/** Resolves to the exit status once the terminal is the caller's again. */
export async function attachEntry(
  entry: SessionEntry,
  caller: Caller,
  { readOnly }: { readOnly: boolean },
): Promise<number> {
  requireLocal(entry);
  const { name } = entry.spec;
  if (entry.state.kind === 'ended') throw new Failure('not-running', name);
  if (isInside(entry, caller.env)) throw new Failure('nested-in-tmux', name);
  const watched = await Watched.open(entry);
  try {
    const streams = { input: process.stdin as ReadStream, output: process.stdout as WriteStream };
    const end = await attach({
      watched,
      streams,
      readOnly,
      page: (signal) => page(entry, caller, signal),
    });
    return tellEnd(end, name, caller);
  } finally {
    watched.close();
  }
}

/** Painted where it comes from, a pane's output would go round for ever. */
function isInside({ spec: { tmux } }: SessionEntry, { TMUX = '', TMUX_PANE }: Caller['env']) {
  return tmux !== null && tmux.pane === TMUX_PANE && TMUX.split(',')[0] === tmux.socket;
}

/** All that a session said that was over before it could be attached. */
export async function showEnded(entry: SessionEntry, caller: Caller): Promise<number> {
  await logs.run(parseOptions(['-t', entry.id], logs.syntax), caller);
  if (entry.exit === null) throw new Failure('host-gone', entry.spec.name);
  return tellEnd({ kind: 'ended', exit: entry.exit }, entry.spec.name, caller);
}

function tellEnd(end: AttachEnd, name: string, caller: Caller): number {
  switch (end.kind) {
    case 'detached':
      caller.print(`[detached (from session ${name})]`);
      return 0;
    case 'ended':
      caller.print(`[${exitInWords(end.exit)}]`);
      return 0;
    case 'lost':
      throw new Failure('host-gone', name);
    case 'signal':
      return 1;
  }
}

function exitInWords({ exitCode, signal }: ExitRecord): string {
  if (signal !== null) return `ended by ${signal}`;
  return exitCode === unknownExitCode ? 'ended' : `exited ${exitCode}`;
}
