// Which packages of node_modules went into a bundle, as esbuild and Vite report it. Only modules that left
// code in the output count: what tree shaking removed needs no notice.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** `node_modules/@scope/name/lib/x.js` → `node_modules/@scope/name`; null for our own files. */
export function packageFolder(path) {
  const found = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.split('?')[0]);
  return found === null ? null : found[0].replace(/^.*?node_modules\//, 'node_modules/');
}

/** `metafiles`: one of esbuild's for each bundle. */
export function pathsOfMetafiles(metafiles) {
  const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs));
  const inputs = outputs.flatMap(({ inputs }) => Object.entries(inputs));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
}

/** `bundle`: Rollup's, as a plugin's generateBundle gets it. Style sheets count, though they leave no code. */
export function pathsOfBundle(bundle) {
  return Object.values(bundle).flatMap((file) =>
    file.type === 'chunk'
      ? Object.entries(file.modules)
          .filter(([id, { renderedLength }]) => renderedLength > 0 || id.includes('.css'))
          .map(([id]) => id)
      : [],
  );
}

/** Writes the list for `THIRD-PARTY-NOTICES` to read. */
export function writeBundled(file, paths) {
  const folders = [...new Set(paths.map(packageFolder))].filter((folder) => folder !== null);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(folders.sort(), null, 1)}\n`);
}
