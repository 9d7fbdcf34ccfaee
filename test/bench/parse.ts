// Runs the parse worker, bundled as the product is.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Parsed } from './parse-worker.ts';

export type Parse = (
  way: 'bare' | 'derived' | 'watched',
  source: string,
  bytes?: number,
) => Promise<Parsed>;

/** `source`: a kind of output and how much of it, or a file. */
export async function parser(): Promise<Parse> {
  const outfile = fileURLToPath(new URL('../../.build/bench/parse-worker.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('./parse-worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    banner: {
      js: `import { createRequire as outliveRequire } from 'node:module'; const require = outliveRequire(import.meta.url);`,
    },
  });
  return async (way, source, bytes = 0) => {
    const args = [outfile, way, source, String(bytes)];
    // As nice as a view process is, so that who else is on the machine holds both up alike.
    const { stdout } = await promisify(execFile)('nice', ['-n', '10', process.execPath, ...args]);
    return JSON.parse(stdout) as Parsed;
  };
}
