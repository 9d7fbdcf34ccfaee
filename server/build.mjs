// Bundles the server: one self-contained file a process (host, view process) and the command
// line with its lazily loaded parts. Everything but node-pty's native module goes inside, so that
// a running process never reads the checkout again. An argument names another folder than dist/server.
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = resolve(process.argv[2] ?? join(root, 'dist/server'));

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { __OUTLIVE_VERSION__: JSON.stringify(packageJson.version) },
};

// CommonJS packages inside an ES module bundle still call require() for Node's own modules.
const requireBanner = `import { createRequire as outliveRequire } from 'node:module'; const require = outliveRequire(import.meta.url);`;

rmSync(out, { recursive: true, force: true });
await Promise.all([
  build({
    ...shared,
    entryPoints: [join(root, 'server/host/main.ts')],
    outfile: join(out, 'host/main.cjs'),
    format: 'cjs',
  }),
  build({
    ...shared,
    entryPoints: {
      'cli/main': join(root, 'server/cli/main.ts'),
      'screen/main': join(root, 'server/screen/main.ts'),
    },
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    banner: { js: requireBanner },
    external: ['bufferutil', 'utf-8-validate'],
  }),
]);
chmodSync(join(out, 'cli/main.js'), 0o755);
cpSync(join(root, 'node_modules/node-pty/prebuilds'), join(out, 'host/prebuilds'), {
  recursive: true,
  filter: (from) => !from.includes('win32'),
});
