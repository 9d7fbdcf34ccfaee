// Copies of the host's bundle that sessions are started from, one a content: upgrading or deleting
// the checkout under a running host changes nothing for it.
import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode, fileFailure } from './file-failure.ts';
import type { StateDirectory } from './state-directory.ts';

/**
 * Makes sure that a copy of the host in `source` (main.cjs and prebuilds/) is in the state directory.
 * Returns the copy's main.cjs. Throws Failure disk-full or state-unusable.
 */
export async function installRuntime(state: StateDirectory, source: string): Promise<string> {
  const files = await hostFiles(source);
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\n`).update(await readFile(join(source, file)));
  }
  const runtime = join(state.runtimeDir, hash.digest('hex').slice(0, 16));
  const main = join(runtime, 'main.cjs');
  if (!(await exists(main))) await copyWhole(files, source, runtime);
  return main;
}

/** The bundle and this machine's native parts; the other platforms' are of no use here. */
async function hostFiles(source: string): Promise<string[]> {
  const native = `prebuilds/${process.platform}-${process.arch}`;
  const names = await readdir(join(source, native));
  return ['main.cjs', ...names.sort().map((name) => `${native}/${name}`)];
}

/** Whole or not at all: a copy that was interrupted has another name. */
async function copyWhole(files: readonly string[], source: string, to: string): Promise<void> {
  const part = `${to}.${randomBytes(4).toString('hex')}.new`;
  try {
    for (const file of files) {
      const target = join(part, file);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(join(source, file), target);
      if (file.endsWith('/spawn-helper')) await chmod(target, 0o700);
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
