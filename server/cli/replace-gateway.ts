// Stops the gateway that serves a state directory, so that another can take its place. Sessions are not its
// children and go on.
import { readFile } from 'node:fs/promises';
import { isAlive } from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import { acquireLock } from '../sessions/lock.ts';
import type { StateDirectory } from '../sessions/state-directory.ts';
import { signal } from '../sessions/sweep.ts';

/** A gateway closes in a moment; one that hangs longer than this needs a person. */
const goneWithinMs = 5000;

/** Resolves when none is left. Throws Failure bad-request when it is the system's to stop, or does not go. */
export async function stopRunningGateway(state: StateDirectory): Promise<void> {
  const now = await acquireLock(state.gatewayLock);
  if (now.kind === 'acquired') return now.lock.release();
  const { holder } = now;
  if (!isAlive(holder)) throw new Failure('gateway-elsewhere', state.gatewayLock);
  if (await isService(holder.pid)) {
    throw new Failure(
      'bad-request',
      'The gateway is started by the system. "outlive service install" puts this version in its place.',
    );
  }
  signal(holder, 'SIGTERM');
  const then = await acquireLock(state.gatewayLock, { waitMs: goneWithinMs });
  if (then.kind === 'acquired') return then.lock.release();
  throw new Failure(
    'bad-request',
    `The gateway that serves now (process ${holder.pid}) did not stop within 5 s. "kill -9 ${holder.pid}" ends it, sessions go on; then try again.`,
  );
}

/** Whether systemd would miss it: the unit's name is the last part of its cgroup's path. */
async function isService(pid: number): Promise<boolean> {
  const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  return /\/outlive\.service$/m.test(cgroup);
}
