// A browser whose settings forbid pages to keep anything: each use of its storage throws.
import { expect, pairByLink, test } from './phone.ts';

test('[PAGE46] where storage is forbidden the page says so, and works for the visit', async ({
  page,
  product,
}) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    }
  });
  await page.goto(`${product.url}/pair`);
  await expect(page.getByText('This browser forbids pages to keep anything')).toBeVisible();
  await product.outlive('new', '-d', '-s', 'job', 'echo here; sleep 300');
  await pairByLink(page, product);
  await page.getByRole('link', { name: /^job/ }).tap();
  await expect(page.getByRole('log').getByText('here')).toBeVisible();
});
