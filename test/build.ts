// What all tests of a run share: the hosts and the commands beside them, laid out as in
// dist/server/host, and the whole server as it is shipped, in a folder of this run alone.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Laid out as dist/. */
    builtProduct: string;
  }
}

/** Holds main.cjs, outlive.cjs, tmux.cjs and prebuilds/, as dist/server/host does. */
export const testHostDirectory = fileURLToPath(new URL('../.build/test/host', import.meta.url));

const root = fileURLToPath(new URL('..', import.meta.url));

export async function setup(project: TestProject): Promise<() => void> {
  const builtProduct = mkdtempSync('/tmp/oc-build-');
  project.provide('builtProduct', builtProduct);
  await Promise.all([
    promisify(execFile)(process.execPath, [`${root}server/build.mjs`, `${builtProduct}/server`]),
    bundle('host/main.ts', 'main.cjs'),
    bundle('cli/main.ts', 'outlive.cjs'),
    bundle('tmux-host/main.ts', 'tmux.cjs'),
  ]);
  // Another run may be using it: a loaded library is never replaced.
  cpSync(`${root}node_modules/node-pty/prebuilds`, `${testHostDirectory}/prebuilds`, {
    recursive: true,
    force: false,
    filter: (from) => !from.includes('win32'),
  });
  return () => rmSync(builtProduct, { recursive: true, force: true });
}

async function bundle(entry: string, name: string): Promise<void> {
  const fresh = `${testHostDirectory}/${name}.${process.pid}`;
  await build({
    entryPoints: [`${root}server/${entry}`],
    outfile: fresh,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'warning',
    define: { __OUTLIVE_VERSION__: '"0.0.0-test"', 'import.meta.url': 'outliveFile' },
    banner: { js: `const outliveFile = require('node:url').pathToFileURL(__filename).href;` },
    // What the command line loads when it is asked to; a waiting job never does.
    external: ['*/gateway.ts', 'bufferutil', 'utf-8-validate'],
    supported: { 'dynamic-import': false },
  });
  // Another run may be using it: a bundle is replaced whole.
  renameSync(fresh, `${testHostDirectory}/${name}`);
}
