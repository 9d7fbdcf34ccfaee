// The folder of a unix socket that the gateway listens at: one where nobody else can put a socket of
// their own in its place. Refuses to know what lies in it.
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../protocol/failure.ts';
import { checkParents, UntrustedPath } from '../../sessions/trusted-path.ts';

/** Creates it when it alone is missing. Throws in words when it is not this user's, or open to others. */
export async function ensureSocketFolder(socketPath: string): Promise<void> {
  const folder = dirname(socketPath);
  checkPath(folder);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    // A folder on a disk that is read only may be there all the same.
    if (error.code === 'ENOENT') throw new Failure('no-directory', dirname(folder));
    if (error.code !== 'EEXIST' && error.code !== 'EROFS') throw unusable(folder, error);
  });
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    throw unusable(folder, error);
  });
  if (!found.isDirectory()) throw new Failure('not-a-directory', folder);
  if (found.uid !== process.geteuid?.()) {
    throw refusal(folder, 'belongs to another user, who could put a socket of their own there');
  }
  if ((found.mode & 0o077) !== 0) {
    throw refusal(folder, 'is open to other users, who could put a socket of their own there');
  }
}

/** Who may rename what lies above could put a folder of their own in its place. */
function checkPath(folder: string): void {
  try {
    checkParents(folder);
  } catch (error) {
    if (error instanceof UntrustedPath) throw refusal(folder, `is not safe: ${error.message}`);
    throw unusable(folder, error as NodeJS.ErrnoException);
  }
}

function unusable(folder: string, { code, message }: NodeJS.ErrnoException): Failure {
  return refusal(folder, `cannot be used (${code ?? message})`);
}

function refusal(folder: string, why: string): Failure {
  return new Failure(
    'bad-request',
    `The socket's folder ${folder} ${why.replace(/\.$/, '')}. Use one that is yours alone, such as: mkdir -m 700 ~/.outlive-socket`,
  );
}
