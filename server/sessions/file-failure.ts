// What a failing disk or folder means to the user. Owns the translation of system error codes
// into failures; refuses to know which file it was about.
import { Failure } from '../protocol/failure.ts';

const words: Readonly<Record<string, string>> = {
  EACCES: 'may not be written by you.',
  EPERM: 'may not be written by you.',
  EROFS: 'lies on a read-only disk.',
  ENOTDIR: 'leads through something that is not a folder.',
  EEXIST: 'leads through something that is not a folder.',
  ELOOP: 'is a circle of symbolic links.',
  ENAMETOOLONG: 'is too long a path.',
  EIO: 'lies on a disk that reports errors.',
  ESTALE: 'lies on a network disk that is gone.',
  EMLINK: 'cannot hold more links.',
  ENOTSUP: 'lies on a disk without hard links.',
};

/** The system's error code, such as `ENOENT`; undefined for anything that is not a system error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** The failure that a system error on `path` is to the user; bugs come back as they are. */
export function fileFailure(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Failure('disk-full', path);
  const said = code === undefined ? undefined : words[code];
  return said === undefined ? error : new Failure('state-unusable', `${path} ${said}`);
}
