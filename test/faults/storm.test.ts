import { expect, test } from 'vitest';
import { withProduct } from '../product.ts';
import { storm } from './storm.ts';

test('[FAULT2] a storm of faults stops no job; no byte is missing or doubled, on disk or at a viewer', {
  timeout: 240_000,
}, async ({ skip }) => {
  const wanted = { seed: 7, rounds: 1, atOnce: 8, patient: false, short: true };
  const report = await withProduct((product) => storm(product, wanted));
  if (report === null)
    return skip('only root on Linux, with gcc and mounts, has a clock of its own');
  expect(report.wrong).toEqual([]);
  expect(report.counted).toBeGreaterThan(100);
  expect(report.compared).toBeGreaterThan(1000);
});
