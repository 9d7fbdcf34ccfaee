// The folder of a unix socket that the gateway listens at: one where nobody else can put a socket of
// their own in its place. Refuses to know what lies in it.
import type { Stats } from 'node:fs';
import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../protocol/failure.ts';

/** Creates it when it alone is missing. Throws in words when it is not this user's, or open to others. */
export async function ensureSocketFolder(socketPath: string): Promise<void> {
  const folder = dirname(socketPath);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    // A folder on a disk that is read only may be there all the same.
    if (error.code === 'ENOENT') throw new Failure('no-directory', dirname(folder));
    if (error.code !== 'EEXIST' && error.code !== 'EROFS') throw unusable(folder, error);
  });
  const { entry, found } = await lookAt(folder);
  if (!found.isDirectory()) throw new Failure('not-a-directory', folder);
  // Whoever made a link decides where it leads tomorrow.
  if (!isOwn(found) || !(isOwn(entry) || entry.uid === 0)) {
    throw refusal(folder, 'belongs to another user, who could put a socket of their own there');
  }
  if ((found.mode & 0o077) !== 0) {
    throw refusal(folder, 'is open to other users, who could put a socket of their own there');
  }
}

const isOwn = ({ uid }: Stats) => uid === process.geteuid?.();

/** The folder itself, and what its name is: the same, or a link to it. */
async function lookAt(folder: string): Promise<{ entry: Stats; found: Stats }> {
  try {
    return { entry: await lstat(folder), found: await stat(folder) };
  } catch (error) {
    throw unusable(folder, error as NodeJS.ErrnoException);
  }
}

function unusable(folder: string, { code, message }: NodeJS.ErrnoException): Failure {
  return refusal(folder, `cannot be used (${code ?? message})`);
}

function refusal(folder: string, why: string): Failure {
  return new Failure(
    'bad-request',
    `The socket's folder ${folder} ${why}. Use one that is yours alone, such as: mkdir -m 700 ~/.outlive-socket`,
  );
}
