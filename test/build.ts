// Bundles the host once for all tests, laid out as in dist/server/host.
import { cpSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Holds main.cjs and prebuilds/, as dist/server/host does. */
export const testHostDirectory = fileURLToPath(new URL('../.build/test/host', import.meta.url));

export async function setup(): Promise<void> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  await build({
    entryPoints: [`${root}server/host/main.ts`],
    outfile: `${testHostDirectory}/main.cjs.${process.pid}`,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'warning',
    define: { __OUTLIVE_VERSION__: '"0.0.0-test"' },
  });
  // Another run may be using both: a bundle is replaced whole, a loaded library never.
  renameSync(`${testHostDirectory}/main.cjs.${process.pid}`, `${testHostDirectory}/main.cjs`);
  cpSync(`${root}node_modules/node-pty/prebuilds`, `${testHostDirectory}/prebuilds`, {
    recursive: true,
    force: false,
    filter: (from) => !from.includes('win32'),
  });
}
