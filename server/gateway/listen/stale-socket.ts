// A unix socket left behind by a gateway that was killed: removed when nobody answers at it.
import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { Failure } from '../../protocol/failure.ts';

/** Throws `port-in-use` when somebody answers, `not-a-socket` when the path holds anything else. */
export async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isSocket()) throw new Failure('not-a-socket', path);
  if (await answers(path)) throw new Failure('port-in-use', `unix:${path}`);
  await unlink(path).catch(() => {});
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // Only a refusal means that nobody is there; whoever may not be asked is somebody.
    socket.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
}
