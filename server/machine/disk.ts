// Whether a disk answers. A network disk that hangs holds whoever asks for ever; this process must not
// be held, so a program of its own asks first, and is left behind if it hangs.
import { Failure } from '../protocol/failure.ts';
import { run } from './run.ts';

/** A slow disk that spins up takes a second. */
const withinMs = 1500;
const lister = '/bin/ls';

/** Throws Failure silent-disk. What is not there answers, too. */
export async function requireAnswering(path: string, program = lister): Promise<void> {
  const { kind } = await run({ program, args: ['-d', '--', `${path}/.`], withinMs });
  if (kind === 'late') throw new Failure('silent-disk', path, 'cwd');
}

/** Those of some paths that are there and on disks that answer. */
export async function answering(
  paths: readonly string[],
  program = lister,
): Promise<{ readonly there: readonly string[]; readonly late: boolean }> {
  if (paths.length === 0) return { there: [], late: false };
  const { kind, stdout } = await run({ program, args: ['-d', '--', ...paths], withinMs });
  const seen = new Set(stdout.split('\n'));
  if (kind !== 'late') return { there: paths.filter((path) => seen.has(path)), late: false };
  // One disk hangs: ask for each by itself, all at once.
  const each = await Promise.all(
    paths.map(async (path) => {
      const alone = await run({ program, args: ['-d', '--', path], withinMs });
      return { path, kind: alone.kind, there: alone.exitCode === 0 };
    }),
  );
  return { there: each.filter(({ there }) => there).map(({ path }) => path), late: true };
}
