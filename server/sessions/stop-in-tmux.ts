// Ends a session that lives in tmux: its host asks tmux to close the pane, or to kill the whole tmux
// session. Nobody is signalled: the processes are tmux's, and the server holds other sessions too.
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import type { StopHow } from '../protocol/session.ts';
import { connectHost } from './connect-host.ts';
import { readProcessTable } from './process-table.ts';
import type { SessionEntry } from './session-directory.ts';
import { gone } from './sweep.ts';
import type { TableProcess } from './table-process.ts';

export interface TmuxStop {
  readonly ended: readonly { readonly pid: number; readonly name: string }[];
  readonly survivors: readonly { readonly pid: number; readonly name: string }[];
}

const endsWithinMs = 3000;

/**
 * `terminate` closes the pane, `kill` ends its tmux session with all windows. tmux hangs up, and
 * what does not heed that survives. Throws Failure not-running when the session has ended, or lost
 * its host: the pane is not ours to end then; and host-gone or newer-host.
 */
export async function endInTmux(session: SessionEntry, how: StopHow): Promise<TmuxStop> {
  const { name } = session.spec;
  if (session.state.kind === 'ended') throw new Failure('not-running', name);
  const program = await processOf(session.host?.program ?? null);
  const link = await connectHost(session.dir, { client: 'cli', answers: false, name });
  try {
    const closed = new Promise<void>((resolve) => link.on('close', resolve));
    link.stop(how);
    await Promise.race([closed, delay(endsWithinMs, undefined, { ref: false })]);
  } finally {
    link.close();
  }
  if (program === null) return { ended: [], survivors: [] };
  const known = [{ pid: program.pid, name: program.name }];
  const isGone = await gone([program], performance.now() + endsWithinMs);
  return isGone ? { ended: known, survivors: [] } : { ended: [], survivors: known };
}

async function processOf(program: ProcessIdentity | null): Promise<TableProcess | null> {
  if (program === null) return null;
  const { pid, startTime } = program;
  const isIt = (process: TableProcess) => process.pid === pid && process.startTime === startTime;
  return (await readProcessTable()).find(isIt) ?? null;
}
