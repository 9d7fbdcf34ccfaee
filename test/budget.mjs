// The size of what a phone must fetch before it shows the list. Fails with the figures when it has
// grown beyond its budget, or when something heavy has slipped into the first load.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const client = new URL('../dist/client/', import.meta.url).pathname;
const listBudgetBytes = 40 * 1024;
/** Only ever fetched when they are needed. */
const lazyPackages = ['@xterm/xterm', 'socket.io-client'];

const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8'));

/** A chunk and everything it imports before it runs. */
function withImports(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const imported of manifest[key].imports ?? []) withImports(imported, found);
  return found;
}

const html = readFileSync(join(client, 'index.html'), 'utf8');
const scripts = [...html.matchAll(/<script[^>]* src="\.\/([^"]+)"/g)].map(([, file]) => file);
const eagerKeys = new Set();
for (const [key, { file }] of Object.entries(manifest)) {
  if (scripts.includes(file)) withImports(key, eagerKeys);
}
if (eagerKeys.size === 0) throw new Error('index.html asks for no script of the manifest');

const size = (file) => gzipSync(readFileSync(join(client, file)), { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

const needed = [...eagerKeys].map((key) => manifest[key].file);
const total = needed.map(size).reduce((a, b) => a + b, 0);
for (const file of needed) console.log(`${kilobytes(size(file)).padStart(9)}  ${file}`);
console.log(
  `${kilobytes(total).padStart(9)}  in all, gzip; the list may take ${kilobytes(listBudgetBytes)}`,
);

const eager = lazyPackages.filter((name) =>
  [...eagerKeys].some((key) => key.includes(`node_modules/${name}/`)),
);
if (eager.length > 0)
  console.error(`Loaded with the list, though only needed later: ${eager.join(', ')}`);
if (total > listBudgetBytes)
  console.error(`The list's scripts are ${kilobytes(total - listBudgetBytes)} over budget.`);
process.exitCode = eager.length > 0 || total > listBudgetBytes ? 1 : 0;
