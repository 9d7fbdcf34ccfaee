// The session that a waiting command runs in, if any: told what it waits for, so that its card says so.
import { join } from 'node:path';
import { ownIdentity } from '../identity/process-identity.ts';
import { parseSessionId, type SessionId } from '../protocol/names.ts';
import type { StateDirectory } from '../sessions/state-directory.ts';
import { sessionVariable } from '../sessions/table-process.ts';
import { tellWaiting } from '../sessions/waiting.ts';

export interface OwnSession {
  readonly id: SessionId;
  waits(what: string): Promise<void>;
  waited(what: string, gpus?: readonly number[]): Promise<void>;
}

/** Null outside of sessions. */
export function ownSession(
  { sessionsDir }: StateDirectory,
  env: Readonly<NodeJS.ProcessEnv>,
): OwnSession | null {
  const id = parseSessionId(env[sessionVariable]);
  if (id === null) return null;
  const dir = join(sessionsDir, id);
  return {
    id,
    waits: (what) => tellWaiting(dir, { for: what, waiter: ownIdentity() }),
    waited: (what, gpus) =>
      tellWaiting(dir, { for: what, over: new Date().toISOString(), gpus: gpus ?? null }),
  };
}
