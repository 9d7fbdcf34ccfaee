// Copies of the host's bundle that sessions are started from, one a content: upgrading or deleting
// the checkout under a running host changes nothing for it.
import { createHash, randomBytes } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import { requireLibc } from './libc.ts';
import type { StateDirectory } from './state-directory.ts';

/** Beside main.cjs: the host of sessions adopted from tmux. */
export const tmuxHost = 'tmux.cjs';

/**
 * Makes sure that a copy of the host in `source` (main.cjs, tmux.cjs and prebuilds/) is in the state directory.
 * Returns the copy's main.cjs; its folder is as good a source as the first one, and stays. Where the state
 * directory is mounted noexec no library can be loaded from there: then it returns the source's own.
 * Throws Failure host-failed, disk-full or state-unusable.
 */
export async function installRuntime(state: StateDirectory, source: string): Promise<string> {
  const files = await readHost(source);
  const runtime = join(state.runtimeDir, hashOf(files));
  const main = join(runtime, 'main.cjs');
  if (await exists(main)) return main;
  requireLibc();
  if (await isNoexec(state.runtimeDir)) return join(source, 'main.cjs');
  await writeWhole(files, runtime);
  return main;
}

/** access(2) denies execution of any file on a file system mounted noexec, also to root. */
export async function isNoexec(folder: string): Promise<boolean> {
  const probe = join(folder, `.exec-${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(probe, '', { mode: 0o700 });
    return await access(probe, constants.X_OK).then(
      () => false,
      (error) => errorCode(error) === 'EACCES',
    );
  } catch (error) {
    throw fileFailure(error, folder);
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** The name of the copy that `installRuntime` makes of the host in `source`: 16 hexadecimal digits. */
export async function runtimeHash(source: string): Promise<string> {
  return hashOf(await readHost(source));
}

function hashOf(files: readonly HostFile[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of files) hash.update(`${path} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex').slice(0, 16);
}

interface HostFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The commands a waiting job runs, in a folder that holds a copy of the host. */
export function waitingBundle(runtimeDir: string): string {
  return join(runtimeDir, waitingFile);
}

const waitingFile = 'outlive.cjs';

/** The bundles and this machine's native parts; the other platforms' are of no use here. */
async function readHost(source: string): Promise<HostFile[]> {
  const native = `prebuilds/${process.platform}-${process.arch}`;
  try {
    const names = (await readdir(join(source, native))).sort();
    // A host of the first versions has neither.
    const more = await Promise.all(
      [waitingFile, tmuxHost].map(async (name) =>
        (await exists(join(source, name))) ? [name] : [],
      ),
    );
    const paths = ['main.cjs', ...more.flat(), ...names.map((name) => `${native}/${name}`)];
    return await Promise.all(
      paths.map(async (path) => ({ path, bytes: await readFile(join(source, path)) })),
    );
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw fileFailure(error, source);
    throw new Failure('host-failed', `a part of Outlive is missing in ${source}. Build it again.`);
  }
}

/** Whole or not at all: a copy that was interrupted has another name. */
async function writeWhole(files: readonly HostFile[], to: string): Promise<void> {
  const part = `${to}.${randomBytes(4).toString('hex')}.new`;
  try {
    for (const { path, bytes } of files) {
      const target = join(part, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      // node-pty's helper on macOS is a program.
      await writeFile(target, bytes, { mode: path.endsWith('/spawn-helper') ? 0o700 : 0o600 });
    }
    await rename(part, to);
  } catch (error) {
    // Another launch was faster: its copy has the same content.
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw fileFailure(error, to);
  } finally {
    await rm(part, { recursive: true, force: true }).catch(() => {});
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
