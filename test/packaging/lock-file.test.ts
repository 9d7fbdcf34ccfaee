import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('[PACK2] every package that an installation may fetch is pinned by its hash', () => {
  const lock = JSON.parse(
    readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
  ) as { packages: Record<string, { integrity?: string }> };
  const unpinned = Object.entries(lock.packages)
    .filter(([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'))
    .map(([path]) => path);
  expect(unpinned).toEqual([]);
});
