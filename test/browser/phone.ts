// A phone in the tests' hand: pairs by link, taps, reads what the terminal shows.
import {
  type Browser,
  type BrowserContext,
  test as base,
  expect,
  type Page,
} from '@playwright/test';
import { Product } from '../product.ts';

/** Every test has a product of its own, its gateway running. */
export const test = base.extend<{ product: Product }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from its pattern.
  product: async ({}, use) => {
    const product = new Product();
    await product.startGateway();
    await use(product);
    await product.dispose();
  },
});

export { expect };

/** Opens a fresh pairing link, at another address of the gateway's if one is given; ends on the list. */
export async function pairByLink(page: Page, product: Product, base = product.url): Promise<void> {
  const { code } = JSON.parse(await product.outlive('pair', '--json'));
  await page.goto(`${base}/pair#${code}`);
  const button = page.getByRole('button', { name: 'Pair', exact: true });
  await button.tap({ timeout: 2000 }).catch(() => {}); // The page may have paired by itself.
  await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
}

/** Closes the browser and opens it again later: what the device stored is still there. */
export async function reopen(
  browser: Browser,
  context: BrowserContext,
): Promise<() => Promise<Page>> {
  const storageState = await context.storageState();
  await context.close();
  return async () => {
    const again = await browser.newContext({
      storageState,
      viewport: { width: 360, height: 640 },
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
      colorScheme: 'dark',
    });
    return again.newPage();
  };
}

/** From the log, which a session's page shows first. */
export async function openTerminal(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Terminal' }).tap();
}

export async function terminalText(page: Page, name: string): Promise<string> {
  const rows = page
    .getByRole('region', { name: `Terminal of ${name}` })
    .locator('.xterm-rows > div');
  return (await rows.allInnerTexts()).join('\n');
}

/** As a script types: not through the page. */
export async function typeInto(product: Product, name: string, text: string): Promise<void> {
  if (product.token === '') await product.pair();
  const answer = await fetch(`${product.url}/api/sessions/${name}/input`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  expect(answer.ok).toBe(true);
}

/** The numbers of lines `count N` that the terminal shows. */
export async function countsShown(page: Page, name: string): Promise<number[]> {
  const text = await terminalText(page, name);
  return [...text.matchAll(/count (\d+)\s*$/gm)].map((match) => Number(match[1]));
}

export const counter = 'i=0; while :; do echo count $i; i=$((i+1)); sleep 0.1; done';
