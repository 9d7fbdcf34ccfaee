// Builds the page into dist/client. `early` is a second entry: a few hundred bytes that ask for the
// sessions, and for the code of a session's page, while the rest of the page is still on its way.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig, type IndexHtmlTransformContext, type Plugin } from 'vite';
import packageJson from '../package.json' with { type: 'json' };
import { pathsOfBundle, writeBundled } from '../server/packaging/bundled.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A strict content policy forbids inline scripts, so the early entry is a file in the head. */
function earlyScript(): Plugin {
  return {
    name: 'early-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const early = Object.values(bundle ?? {}).find(
          (chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === 'early',
        );
        if (early === undefined) throw new Error('the early entry is missing from the bundle');
        const session = sessionFiles(bundle ?? {}).join(' ');
        const tag = `<script type="module" async src="./${early.fileName}" data-session="${session}"></script>`;
        return html.replace('<title>', `${tag}\n    <title>`);
      },
    },
  };
}

/** What the page never speaks. */
function withoutWebTransport(): Plugin {
  const other = /engine\.io-client.*\/transports\/webtransport[\w.-]*\.js$/;
  return {
    name: 'without-webtransport',
    load(id) {
      return other.test(id) ? 'export class WT {}' : null;
    },
  };
}

/** What a session's page asks for step by step, to be asked for at once. */
const sessionModules = ['session/session-page.tsx', 'socket.io-client'];

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>;

function sessionFiles(bundle: Bundle): string[] {
  const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []));
  const index = chunks.find(({ isEntry, name }) => isEntry && name === 'index');
  const files = chunks
    .filter(({ isDynamicEntry, facadeModuleId }) =>
      sessionModules.some((module) => isDynamicEntry && facadeModuleId?.includes(module)),
    )
    .flatMap(({ fileName, imports, viteMetadata }) => [
      ...[fileName, ...imports],
      ...(viteMetadata?.importedCss ?? []),
    ]);
  const early = chunks.find(({ name }) => name === 'early');
  const already = new Set([index?.fileName, early?.fileName, ...(index?.imports ?? [])]);
  return [...new Set(files)].filter((file) => !already.has(file)).map((file) => `./${file}`);
}

/** Of what the list and a log need, the worker keeps every file of this very build. */
const shellModules = ['session-page', 'esm', 'log-tools', 'session-tools'];

function shellWorker(): Plugin {
  return {
    name: 'shell-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['service-worker.js'];
      const html = bundle['index.html'];
      if (worker?.type !== 'chunk' || html?.type !== 'asset')
        throw new Error('no worker was built');
      if (worker.imports.length > 0) throw new Error('the worker must stand alone');
      const wanted = new Set(
        [...String(html.source).matchAll(/"\.\/(assets\/[^"]+)"/g)].map((m) => m[1] ?? ''),
      );
      const add = (file: string) => {
        const chunk = bundle[file];
        if (chunk === undefined || wanted.has(file)) return;
        wanted.add(file);
        if (chunk.type === 'chunk')
          for (const other of [...chunk.imports, ...(chunk.viteMetadata?.importedCss ?? [])])
            add(other);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && shellModules.includes(chunk.name)) add(chunk.fileName);
      }
      const files = [...wanted].filter((file) => file in bundle).sort();
      const version = createHash('sha256')
        .update(`${html.source}${files}`)
        .digest('hex')
        .slice(0, 12);
      worker.code = worker.code.replace('__SHELL__', JSON.stringify({ version, files }));
    },
  };
}

/** For THIRD-PARTY-NOTICES. */
function bundledPackages(): Plugin {
  return {
    name: 'bundled-packages',
    apply: 'build',
    generateBundle(_, bundle) {
      writeBundled(here('../dist/bundled/client.json'), pathsOfBundle(bundle));
    },
  };
}

export default defineConfig({
  root: here('.'),
  // A proxy may serve the page under any path.
  base: './',
  publicDir: here('../public'),
  plugins: [earlyScript(), withoutWebTransport(), shellWorker(), bundledPackages()],
  define: { __OUTLIVE_VERSION__: JSON.stringify(packageJson.version) },
  build: {
    outDir: here('../dist/client'),
    emptyOutDir: true,
    manifest: true,
    target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: here('index.html'),
        early: here('early.ts'),
        'service-worker': here('offline/service-worker.ts'),
      },
      // What every page needs, and small parts of several: one file instead of one each.
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js',
        codeSplitting: {
          groups: [
            {
              name: 'early',
              test: /client\/(?:early|connection\/(?:base|storage))\./,
              priority: 1,
            },
            {
              name: 'index',
              test: /client\/(?:main|look\/(?:sheet|back-link|field|icons?|time)|log\/icons|session\/terminal\/palette)\./,
            },
          ],
        },
      },
    },
  },
});
