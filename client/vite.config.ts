// Builds the page into dist/client. `early` is a second entry: a few hundred bytes that ask for the
// sessions, and for the code of a session's page, while the rest of the page is still on its way.
import { fileURLToPath } from 'node:url';
import { defineConfig, type IndexHtmlTransformContext, type Plugin } from 'vite';
import packageJson from '../package.json' with { type: 'json' };

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
        const tag = `<script type="module" async src="/${early.fileName}" data-session="${session}"></script>`;
        return html.replace('<title>', `${tag}\n    <title>`);
      },
    },
  };
}

/** The page speaks WebSocket and nothing else: the other transports are a sixth of Socket.IO's weight. */
function webSocketOnly(): Plugin {
  const others = /engine\.io-client.*\/transports\/(?:polling|webtransport)[\w.-]*\.js$/;
  const names = ['BaseXHR', 'Fetch', 'Polling', 'Request', 'WT', 'XHR', 'hasXHR2'];
  return {
    name: 'websocket-only',
    load(id) {
      if (!others.test(id)) return null;
      return names.map((name) => `export class ${name} {}`).join('\n');
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
  const already = new Set([index?.fileName, ...(index?.imports ?? [])]);
  return [...new Set(files)].filter((file) => !already.has(file)).map((file) => `/${file}`);
}

export default defineConfig({
  root: here('.'),
  publicDir: here('../public'),
  plugins: [earlyScript(), webSocketOnly()],
  define: { __OUTLIVE_VERSION__: JSON.stringify(packageJson.version) },
  build: {
    outDir: here('../dist/client'),
    emptyOutDir: true,
    manifest: true,
    target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: here('index.html'), early: here('early.ts') },
      // What every page needs, and small parts of several: one file instead of one each.
      output: {
        codeSplitting: {
          groups: [
            { name: 'early', test: /client\/(?:early|connection\/storage)\./, priority: 1 },
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
