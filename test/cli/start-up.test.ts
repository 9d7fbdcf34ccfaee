import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { buildOnce, outlive } from './outlive.ts';

buildOnce();

/** A built file and all it loads before it runs. */
function loadedBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.[^"]+)"/g);
  for (const [, path = ''] of imports) loadedBy(join(dirname(file), path), found);
  return found;
}

test.each(['ls', 'has-session', 'new', 'wait'])(
  '[CLI23] %s loads little, and nothing of the gateway',
  (name) => {
    const main = outlive().program[1];
    const chunks = join(dirname(main), '../chunks');
    const command = readdirSync(chunks).find((file) =>
      new RegExp(`^${name}-[A-Z0-9]{8}\\.js$`).test(file),
    );
    const files = [...loadedBy(main), ...loadedBy(join(chunks, command ?? ''))];
    const code = files.map((file) => readFileSync(file, 'utf8')).join('');
    expect(code.length).toBeLessThan(120_000);
    for (const foreign of ['engine.io', 'X-Powered-By', 'ZodError', 'Content-Security-Policy']) {
      expect(code).not.toContain(foreign);
    }
  },
);
