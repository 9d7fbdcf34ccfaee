// Reaches the host of a session: connects to its socket, shakes hands, and says in words what stands
// in the way.
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { isAlive } from '../identity/process-identity.ts';
import { readExitRecord } from '../log/exit-record.ts';
import { Failure } from '../protocol/failure.ts';
import { hostProtocol } from '../protocol/host.ts';
import { HostLink } from './link.ts';
import { readHostRecord } from './session-record.ts';

export interface LinkOptions {
  readonly client: 'gateway' | 'cli';
  /** This client can answer terminal queries. */
  readonly answers: boolean;
  /** The session's name, for the words of failures. */
  readonly name?: string;
  readonly helloWithinMs?: number;
}

/**
 * Connects to the host of the session in `sessionDir`. Attach listeners before the next await:
 * events come from the next turn of the event loop on. Throws Failure host-gone,
 * host-silent (it lives and cannot be reached) or newer-host.
 */
export async function connectHost(sessionDir: string, options: LinkOptions): Promise<HostLink> {
  const { client, answers, name = basename(sessionDir), helloWithinMs = 5000 } = options;
  const socket = connect(join(sessionDir, 'sock'));
  const link = new HostLink(socket, name);
  const timer = setTimeout(() => link.close(), helloWithinMs);
  try {
    link.send({
      type: 'hello',
      protocol: hostProtocol,
      client,
      version: __OUTLIVE_VERSION__,
      answers,
    });
    const hello = await link.greeted;
    if (hello.protocol > hostProtocol) throw new Failure('newer-host', name);
    return link;
  } catch (error) {
    link.close();
    throw isGone(error) && (await isHeld(sessionDir)) ? new Failure('host-silent', name) : error;
  } finally {
    clearTimeout(timer);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Failure && error.code === 'host-gone';
}

/** Its socket may be gone, and it may hang: a host that lives holds its session all the same. */
async function isHeld(sessionDir: string): Promise<boolean> {
  const record = readHostRecord(sessionDir);
  if (record === null || !isAlive(record.host)) return false;
  // After the end's record it takes moments to go.
  return (await readExitRecord(join(sessionDir, 'output'))) === null;
}
