// Finds the gateway of a state directory: what it announced, if it still answers there.
import { connect } from 'node:net';
import { parseListen } from '../gateway/listen/address.ts';
import { type Announcement, readAnnouncement } from '../gateway/listen/announcement.ts';
import { Failure } from '../protocol/failure.ts';
import type { StateDirectory } from '../sessions/state-directory.ts';

const patienceMs = 2000;

/** Throws `no-gateway`: a gateway that was killed could not take its announcement back. */
export async function runningGateway(state: StateDirectory): Promise<Announcement> {
  const announcement = await readAnnouncement(state);
  if (announcement === null || !(await answers(announcement.listen)))
    throw new Failure('no-gateway');
  return announcement;
}

function answers(listen: string): Promise<boolean> {
  const address = parseListen(listen);
  return new Promise((resolve) => {
    const socket = connect(address.kind === 'unix' ? { path: address.path } : address);
    const settle = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(patienceMs, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
