// What a refusal of the system means to the user. Owns the translation of system error codes into
// failures, all of it; refuses to know what was being done.
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

/** Limits of the process, the user or the machine. */
const limits: Readonly<Record<string, string>> = {
  EMFILE: 'One process may open no more files ("ulimit -n" raises that for the next start).',
  ENFILE: 'Too many files are open on this machine. Close some programs, then try again.',
  ENOMEM:
    'There is not enough memory. Close some programs or raise the limit (ulimit -v), then try again.',
  EFBIG:
    'A file may not become larger here. Raise the limit (ulimit -f unlimited), then try again.',
};
export const tooManyProcesses =
  'You may start no more processes. End some, or raise the limit (ulimit -u 4096), then try again.';

/** What else the system says, in words that follow what it was about. */
const general: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be used by you',
  EPERM: 'may not be used by you',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not a folder',
  EEXIST: 'is there already',
  ENOTEMPTY: 'is not empty',
  EBUSY: 'is in use',
  ETXTBSY: 'is being written just now',
  ENOEXEC: 'is not a program for this machine',
  ENOSPC: 'has no room left',
  EDQUOT: 'has no room left for you',
  EIO: 'could not be read or written: its disk or terminal reports an error',
  ENXIO: 'has nothing behind it',
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'broke the connection',
  EPIPE: 'is read by nothing any more',
  ETIMEDOUT: 'did not answer in time',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ENOTFOUND: 'is not a known name',
  EADDRINUSE: 'is in use by another program',
  EADDRNOTAVAIL: 'is no address of this machine',
  E2BIG: 'was given more words and variables than the system takes',
};

/** The system's error code, such as `ENOENT`; undefined for anything that is not a system error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** The failure that an error of the system is, whatever it was about; null for a bug. */
export function systemFailure(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  const code = errorCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return null;
  const {
    path,
    syscall = '',
    address,
    port,
  } = error as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly port?: number;
  };
  const limit =
    code === 'EAGAIN' && /^(spawn|fork)/.test(syscall) ? tooManyProcesses : limits[code];
  if (limit !== undefined) return new Failure('system-refused', limit);
  const known = path === undefined ? null : fileFailure(error, path);
  if (known instanceof Failure && known.code === 'disk-full') return known;
  const place =
    address === undefined ? syscall : port === undefined ? address : `${address}:${port}`;
  const said = general[code] ?? words[code]?.replace(/\.$/, '') ?? `could not be used (${code})`;
  return new Failure('system-refused', `${path ?? (place || 'This')} ${said}.`);
}

/** The failure that a system error on `path` is to the user; bugs come back as they are. */
export function fileFailure(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Failure('disk-full', path);
  const limit = code === undefined ? undefined : limits[code];
  if (limit !== undefined) return new Failure('system-refused', limit);
  const said = code === undefined ? undefined : words[code];
  return said === undefined ? error : new Failure('state-unusable', `${path} ${said}`);
}
