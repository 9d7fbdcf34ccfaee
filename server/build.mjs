// Bundles the server: one self-contained file a process (host, view process, gateway) and the
// command line with the parts it loads when they are asked for. Everything but node-pty's native module goes inside, so that
// a running process never reads the checkout again. An argument names another folder than dist/server.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { pathsOfMetafiles, writeBundled } from './packaging/bundled.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = resolve(process.argv[2] ?? join(root, 'dist/server'));

const version = JSON.stringify(packageJson.version);
/** Whom push services would write to; until the project has an address, one that is nobody's. */
const homepage = JSON.stringify(packageJson.homepage ?? 'https://example.org');

/** CommonJS: Node starts it a third faster than modules, and `outlive ls` is started often. */
function bundle(entry, outfile, options = {}) {
  return build({
    entryPoints: [join(root, 'server', entry)],
    outfile: join(out, outfile),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'warning',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    define: {
      __OUTLIVE_VERSION__: version,
      __OUTLIVE_HOMEPAGE__: homepage,
      'import.meta.url': 'outliveFile',
    },
    banner: { js: `const outliveFile = require('node:url').pathToFileURL(__filename).href;` },
    external: ['bufferutil', 'utf-8-validate'],
    supported: { 'dynamic-import': false },
    metafile: true,
    ...options,
  });
}

/**
 * Commands that start slower than `ls` may: each is a file of its own, loaded when it is called. `wait`
 * and `wait-gpu` cannot be: jobs run them from a copy of the first file alone.
 */
const slowCommands = [
  'adopt',
  'completion',
  'devices',
  'doctor',
  'inspect',
  'kill-session',
  'metrics',
  'new',
  'pair',
  'serve',
  'service',
  'version',
];
/** Parts of commands, with an emulator or much else in them. */
const slowParts = [
  'attach/enter',
  'capture-pane/capture',
  'logs/followed-lines',
  'qr',
  'screen-now',
];
const elsewhere = ['gateway/gateway', 'screen/settled-lines'];
const isApart = new RegExp(`/(${[...elsewhere, ...slowCommands, ...slowParts].join('|')})\\.ts$`);

const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: isApart }, ({ path, kind }) =>
      kind === 'dynamic-import'
        ? { path: path.replace(/\.ts$/, '.js'), external: true }
        : undefined,
    );
  },
};

rmSync(out, { recursive: true, force: true });
const built = await Promise.all([
  bundle('host/main.ts', 'host/main.cjs', {
    define: { __OUTLIVE_VERSION__: version },
    banner: {},
  }),
  bundle('tmux-host/main.ts', 'host/tmux.cjs', {
    define: { __OUTLIVE_VERSION__: version },
    banner: {},
  }),
  bundle('cli/main.ts', 'cli/outlive.js', { plugins: [apart] }),
  ...slowCommands.map((name) => bundle(`cli/${name}.ts`, `cli/${name}.js`, { plugins: [apart] })),
  ...slowParts.map((name) => bundle(`cli/${name}.ts`, `cli/${name}.js`)),
  // Copied with the host to where sessions run from: jobs wait with it, whatever becomes of this folder.
  bundle('cli/main.ts', 'host/outlive.cjs', { plugins: [apart] }),
  ...elsewhere.map((name) => bundle(`${name}.ts`, `${name}.js`)),
  bundle('screen/main.ts', 'screen/main.js'),
]);
writeFileSync(join(out, 'package.json'), '{ "type": "commonjs" }\n');
cpSync(join(root, 'server/cli/start.cjs'), join(out, 'cli/main.js'));
writeBundled(join(out, '../bundled/server.json'), [
  ...pathsOfMetafiles(built.map(({ metafile }) => metafile)),
  'node_modules/node-pty',
]);
chmodSync(join(out, 'cli/main.js'), 0o755);
writeManual(join(out, 'man/outlive.1'));
cpSync(join(root, 'node_modules/node-pty/prebuilds'), join(out, 'host/prebuilds'), {
  recursive: true,
  filter: (from) => !from.includes('win32'),
});

/** Of the same words as `outlive help`: the command line writes it itself. */
function writeManual(path) {
  const page = execFileSync(process.execPath, [join(out, 'cli/main.js'), 'help', '--man']);
  mkdirSync(dirname(path));
  writeFileSync(path, page);
}
