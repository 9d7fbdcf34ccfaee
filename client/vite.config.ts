// Builds the page into dist/client. `early` is a second entry: a few hundred bytes that ask for the
// sessions while the rest of the page is still on its way.
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
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
        const tag = `<script type="module" async src="/${early.fileName}"></script>`;
        return html.replace('<title>', `${tag}\n    <title>`);
      },
    },
  };
}

export default defineConfig({
  root: here('.'),
  publicDir: here('../public'),
  plugins: [earlyScript()],
  define: { __OUTLIVE_VERSION__: JSON.stringify(packageJson.version) },
  build: {
    outDir: here('../dist/client'),
    emptyOutDir: true,
    manifest: true,
    target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: here('index.html'), early: here('early.ts') },
    },
  },
});
