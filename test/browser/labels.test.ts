// A button does what it says: also where a translator has rewritten the page, where the state changes
// under the finger, and while a question is open.
import { writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expect, pairByLink, test } from './phone.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const kill = (page: Page) => button(page, 'Kill');
const remove = (page: Page) => button(page, 'Remove');

/** Runs until it is let go of, by a file of this name. */
const untilToldTo = (file: string) => `until test -e ${file}; do sleep 0.05; done`;

/** The finger comes down on it; `meanwhile` happens; the finger is lifted in the same place. */
async function hold(page: Page, control: Locator, meanwhile: () => Promise<unknown>) {
  const box = await control.boundingBox();
  if (box === null) throw new Error('it is not on the page');
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const input = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchEnd', touchPoints: (typeof point)[]) =>
    input.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [point]);
  await meanwhile();
  await touch('touchEnd', []);
  await input.detach();
  // What the tap has brought about has been drawn.
  await page.evaluate(
    () => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))),
  );
}

/** As Chrome's translation does: each text is replaced by elements of its own. */
function translate(page: Page): Promise<void> {
  return page.evaluate(() => {
    const words: Record<string, string> = {
      Kill: 'Abbrechen',
      Remove: 'Entfernen',
      running: 'läuft',
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (texts.nextNode()) found.push(texts.currentNode as Text);
    for (const text of found) {
      const font = document.createElement('font');
      font.textContent = words[text.data.trim()] ?? text.data;
      text.replaceWith(font);
    }
  });
}

test('[PAGE44] a page that is translated all the same does what its buttons say', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const gone = `${product.home}/gone`;
  await product.outlive('new', '-d', '-s', 'job', untilToldTo(gone));
  await page.getByRole('link', { name: /^job/ }).tap();
  await expect(kill(page)).toBeVisible();
  await translate(page);
  await button(page, 'Abbrechen').tap();
  await expect(page.getByRole('dialog')).toContainText('Kill job?');
  await button(page, 'Cancel').tap();
  writeFileSync(gone, '');
  await expect(remove(page)).toBeVisible();
  await expect(button(page, 'Abbrechen')).toHaveCount(0);
  await remove(page).tap();
  await expect(page.getByRole('dialog')).toContainText('Remove job?');
});

test('[PAGE47] what takes the place of a button under the finger is not done', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const gone = `${product.home}/gone`;
  await product.outlive('new', '-d', '-s', 'job', untilToldTo(gone));
  await page.getByRole('link', { name: /^job/ }).tap();
  await expect(kill(page)).toBeVisible();
  await hold(page, kill(page), async () => {
    writeFileSync(gone, '');
    await expect(remove(page)).toBeVisible();
  });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await remove(page).tap();
  await expect(page.getByRole('dialog')).toContainText('Remove job?');
});

test('[PAGE47] a card that moves under the finger opens no other session', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const gone = `${product.home}/gone`;
  await product.outlive('new', '-d', '-s', 'first', untilToldTo(gone));
  await product.outlive('new', '-d', '-s', 'second', 'sleep 1000');
  const first = page.getByRole('link', { name: /^first/ });
  const second = page.getByRole('link', { name: /^second/ });
  await expect(second).toBeVisible();
  const top = (await first.boundingBox())?.y;
  await hold(page, first, async () => {
    writeFileSync(gone, '');
    await expect.poll(async () => (await second.boundingBox())?.y).toBe(top);
  });
  await expect(first).toBeVisible();
  await second.tap();
  await expect(page.getByRole('heading', { name: 'second' })).toBeVisible();
});

test('[PAGE47] a question whose session ends meanwhile goes, and no other comes in its place', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const gone = `${product.home}/gone`;
  await product.outlive('new', '-d', '-s', 'job', untilToldTo(gone));
  await page.getByRole('link', { name: /^job/ }).tap();
  await kill(page).tap();
  await hold(page, button(page, 'Kill now'), async () => {
    writeFileSync(gone, '');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText(/^ended/).first()).toBeVisible();
  expect(await product.outlive('ls')).toContain('job: ended, exit 0');
});
