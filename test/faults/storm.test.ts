import { expect, test } from 'vitest';
import { withProduct } from '../product.ts';
import { storm } from './storm.ts';

test('[FAULT2] a storm of faults stops no job; no byte is missing or doubled, on disk or at a viewer', {
  timeout: 180_000,
}, async () => {
  const report = await withProduct((product) => storm(product, { seed: 7, rounds: 1, atOnce: 8 }));
  expect(report.wrong).toEqual([]);
  expect(report.counted).toBeGreaterThan(100);
  expect(report.compared).toBeGreaterThan(1000);
});
