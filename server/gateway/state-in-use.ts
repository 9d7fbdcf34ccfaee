// The state directory that a gateway serves: by itself alone, and only while it is the one that was opened.
import { isAlive } from '../identity/process-identity.ts';
import { Failure } from '../protocol/failure.ts';
import { acquireLock } from '../sessions/lock.ts';
import { requireUnchanged, type StateDirectory } from '../sessions/state-directory.ts';

/** Whether it has neither been replaced nor opened to others. Logs why not. */
export function isInPlace(state: StateDirectory, log: (line: string) => void): boolean {
  try {
    requireUnchanged(state);
    return true;
  } catch (error) {
    log(`outlive: ${(error as Error).message} The gateway stops.`);
    return false;
  }
}

/** One gateway per state directory. Returns what gives the lock back. */
export async function lockState(state: StateDirectory): Promise<() => Promise<void>> {
  const taken = await acquireLock(state.gatewayLock);
  if (taken.kind === 'held') {
    if (!isAlive(taken.holder)) throw new Failure('gateway-elsewhere', state.gatewayLock);
    throw new Failure('gateway-running', String(taken.holder.pid));
  }
  return () => taken.lock.release();
}
