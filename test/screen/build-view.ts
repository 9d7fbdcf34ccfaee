// The view process's bundle, made for tests from the sources as they are.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export async function buildView(): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const outfile = `${root}.build/test/screen/main.js`;
  await build({
    entryPoints: [`${root}server/screen/main.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
    banner: {
      js: `import { createRequire as outliveRequire } from 'node:module'; const require = outliveRequire(import.meta.url);`,
    },
    define: { __OUTLIVE_VERSION__: '"0.0.0-test"' },
  });
  return outfile;
}
