import type { Locator, Page } from '@playwright/test';
import { counter, expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';
import { rested, swipe } from './touch.ts';

test('[PAGE36] at 360x640 every button is large, in view, and nothing pans sideways', async ({
  page,
  product,
}) => {
  // Sheets are measured where they come to rest.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await pairByLink(page, product);
  await expectTappable(page, page.getByRole('link', { name: 'New session' }));
  await product.outlive('new', '-d', '-s', 'a-name-of-thirty-two-characters-', counter);
  await product.outlive('new', '-d', '-s', 'done', 'true');
  await expect(page.getByRole('listitem')).toHaveCount(2);
  await expectNoSidewaysPan(page);

  await page.getByRole('link', { name: /^a-name/ }).tap();
  await page.getByRole('button', { name: 'Type', exact: true }).tap();
  await expect(page.getByRole('textbox', { name: 'Type a line' })).toBeFocused();
  for (const name of [
    'Detach',
    'Kill',
    'Send',
    'Esc',
    'Tab',
    'Ctrl',
    'Up',
    'Down',
    'Left',
    'Right',
    'Ctrl+C',
  ]) {
    await expectTappable(page, page.getByRole('button', { name, exact: true }));
  }
  await expectNoSidewaysPan(page);
  const detach = await boxOf(page.getByRole('button', { name: 'Detach' }));
  const kill = await boxOf(page.getByRole('button', { name: 'Kill', exact: true }));
  expect(kill.x - (detach.x + detach.width)).toBeGreaterThan(100);

  await page.getByRole('button', { name: 'Kill', exact: true }).tap();
  for (const name of ['Interrupt', 'Terminate', 'Kill now', 'Cancel']) {
    await expectTappable(page, page.getByRole('dialog').getByRole('button', { name }));
  }
  await page.getByRole('button', { name: 'Cancel' }).tap();
  await page.getByRole('button', { name: 'Detach' }).tap();
  await page.getByRole('link', { name: /^done/ }).tap();
  for (const name of ['Detach', 'Run again', 'Remove']) {
    await expectTappable(page, page.getByRole('button', { name, exact: true }));
  }
  for (const path of ['/new', '/settings', '/pair']) {
    await page.goto(product.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectNoSidewaysPan(page);
  }
});

test('[PAGE28] queries in the output make the page send nothing', async ({ page, product }) => {
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => void sent.push(payload.toString()));
  });
  await pairByLink(page, product);
  const queries = String.raw`\033[c\033[>c\033[6n\033[?25$p\033[>q\033]11;?\007\033P$qm\033\\\033[?1004h`;
  await product.outlive('new', '-d', '-s', 'asks', `sleep 1; printf '${queries}'; echo asked; cat`);
  await page.getByRole('link', { name: /^asks/ }).tap();
  await openTerminal(page);
  await expect.poll(() => terminalText(page, 'asks')).toContain('asked');
  await page.getByRole('region', { name: 'Terminal of asks' }).tap();
  await page.getByRole('button', { name: 'Type', exact: true }).tap();
  await page.getByRole('textbox', { name: 'Type a line' }).fill('mine');
  await page.getByRole('button', { name: 'Send' }).tap();
  await expect.poll(() => terminalText(page, 'asks')).toContain('mine');
  expect(sent.filter((frame) => frame.includes('"input"'))).toHaveLength(1);
});

test('[PAGE38] looking changes no size, "Fit to this screen" does', async ({ page, product }) => {
  await pairByLink(page, product);
  await product.outlive(
    'new',
    '-d',
    '-s',
    'sized',
    'trap "stty size" WINCH; stty size; while :; do sleep 0.1; done',
  );
  await page.getByRole('link', { name: /^sized/ }).tap();
  await openTerminal(page);
  await expect.poll(() => terminalText(page, 'sized')).toContain('30 100');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await openTerminal(other);
  const sizeOn = (one: Page) => one.getByRole('toolbar', { name: 'Terminal' }).getByRole('status');
  await expect(sizeOn(other)).toHaveText('100 × 30');
  await page.getByRole('button', { name: 'Fit to this screen' }).tap();
  // With the name of the device whose size it is.
  for (const one of [page, other]) await expect(sizeOn(one)).toHaveText(/^4\d × \d\d\D+$/);
  await other.close();
  await expect.poll(() => terminalText(page, 'sized')).toMatch(/\n\d\d 4\d\n/);
  expect((await terminalText(page, 'sized')).match(/^\d+ \d+$/gm)).toHaveLength(2);
});

test('[PAGE37] the terminal coasts after a swipe and stays there while output arrives', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'long', `seq 1000; ${counter}`);
  await page.getByRole('link', { name: /^long/ }).tap();
  await openTerminal(page);
  await expect.poll(() => terminalText(page, 'long')).toMatch(/count \d/);
  const region = page.getByRole('region', { name: 'Terminal of long' });
  const top = () => region.evaluate((element) => element.scrollTop);
  const before = await top();
  await swipe(page, { from: { x: 180, y: 200 }, to: { x: 180, y: 410 } });
  await rested(region);
  // Much farther than the finger went.
  expect(before - (await top())).toBeGreaterThan(300);
  const lines = () => terminalText(page, 'long');
  const seen = await lines();
  const height = await region.evaluate((element) => element.scrollHeight);
  await expect
    .poll(() => region.evaluate((element) => element.scrollHeight))
    .toBeGreaterThan(height + 60);
  expect(await lines()).toBe(seen);
  await region.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  const last = async () => Number(/count (\d+)\s*$/.exec((await lines()).trimEnd())?.[1] ?? 0);
  const followed = await last();
  await expect.poll(last).toBeGreaterThan(followed + 5);
});

test('[PAGE12] a revoked device is sent to the pairing page, and told why', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await page.getByRole('link', { name: 'Settings' }).tap();
  await page
    .getByRole('button', { name: /^Revoke/ })
    .first()
    .tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).tap();
  await expect(page.getByRole('button', { name: 'Pair', exact: true })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('Pair it again');
  await page.goto(product.url);
  await expect(page).toHaveURL(/\/pair$/);
});

async function expectTappable(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  const { width, height, x, y } = await boxOf(target);
  const viewport = page.viewportSize() ?? { width: 0, height: 0 };
  expect(Math.min(width, height), `size of ${target}`).toBeGreaterThanOrEqual(48);
  expect(x, `left of ${target}`).toBeGreaterThanOrEqual(0);
  expect(x + width, `right of ${target}`).toBeLessThanOrEqual(viewport.width);
  expect(y + height, `bottom of ${target}`).toBeLessThanOrEqual(viewport.height);
}

async function expectNoSidewaysPan(page: Page): Promise<void> {
  const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(beyond)).toBe(0);
}

async function boxOf(target: Locator) {
  const box = await target.boundingBox();
  if (box === null) throw new Error(`${target} is not drawn`);
  return box;
}
