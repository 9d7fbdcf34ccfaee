// Outlive is removed from the server while its gateway runs, and installed again.
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Product } from '../product.ts';
import { expect, pairByLink, test } from './phone.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

test('[PACK10] a package removed under its gateway: pages say it, sessions go on, installing it again heals it', async ({
  page,
}) => {
  const folder = mkdtempSync('/tmp/op-');
  const [installed, away] = [join(folder, 'dist'), join(folder, 'away')];
  cpSync(dist, installed, { recursive: true });
  const product = new Product();
  product.commandLine = join(installed, 'server/cli/main.js');
  await product.startGateway();
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'job', 'while :; do date +%N; sleep 0.2; done');
  const card = page.getByRole('link', { name: /^job/ });
  await expect(card).toBeVisible();
  const words = page.getByRole('status').getByText('Outlive was removed from the server');
  await expect(words).toBeHidden();

  renameSync(installed, away);
  await expect(words).toBeVisible({ timeout: 20_000 });
  const before = await card.textContent();
  await expect.poll(() => card.textContent()).not.toBe(before);

  renameSync(away, installed);
  await expect(words).toBeHidden({ timeout: 20_000 });
  await card.tap();
  await expect(
    page
      .getByRole('log')
      .getByText(/^\d{9}$/)
      .first(),
  ).toBeVisible();
  await product.dispose();
  rmSync(folder, { recursive: true, force: true });
});
