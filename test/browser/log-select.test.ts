// What is selected in a log that goes on: it stays where it stands, and is copied as it was written.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { lineOf, mayCopy, openLog } from './log-page.ts';
import { expect, pairByLink, test } from './phone.ts';

async function copied(page: Page): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
  await page.keyboard.press('Control+c');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** With the mouse, from the first line's start to the last line's end. */
async function select(page: Page, first: Locator, last: Locator): Promise<void> {
  const from = await first.boundingBox();
  const to = await last.boundingBox();
  if (from === null || to === null) throw new Error('not drawn');
  await page.mouse.move(from.x + 1, from.y + 9);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 9, { steps: 3 });
  await page.mouse.move(to.x + 300, to.y + 9, { steps: 3 });
  await page.mouse.up();
}

const selectedOn = (page: Page) => page.evaluate(() => document.getSelection()?.toString());

/** What copies comes to the page after the text. */
const toolsAreThere = (page: Page) => expect(page.locator('.scrubber')).toBeAttached();

test('[READ13] [READ22] a selection among the newest lines stays on its text while more come, are redrawn and are scrolled', async ({
  page,
  context,
  product,
}) => {
  await context.grantPermissions(mayCopy);
  await pairByLink(page, product);
  const [more, again] = [join(product.state, 'more'), join(product.state, 'again')];
  const until = (file: string) => `until [ -e ${file} ]; do sleep 0.1; done`;
  const command = `seq 3000; printf 'first of it\\nsecond of it\\nbar 1 of 2'; ${until(more)}; printf '\\rbar 2 of 2\\n'; seq 5000 5060; ${until(again)}; seq 6000 6060; sleep 600`;
  await product.outlive('new', '-d', '-s', 'select', command);
  const log = await openLog(page, 'select');
  await expect(lineOf(log, 'bar 1')).toBeVisible();
  await toolsAreThere(page);
  await select(page, lineOf(log, 'first of it'), lineOf(log, 'bar 1'));
  const text = 'first of it\nsecond of it\nbar 1 of 2';
  expect(await copied(page)).toBe(text);
  const node = await lineOf(log, 'second of it').elementHandle();

  writeFileSync(more, '');
  const pill = page.getByRole('button', { name: /^[3-6]\d new, go to the end$/ });
  await expect(pill).toBeVisible({ timeout: 30_000 });
  expect(await node?.textContent(), 'the line keeps its node').toBe('second of it');
  expect((await selectedOn(page))?.replaceAll('\n', ''), 'as the browser has it').toBe(
    text.replaceAll('\n', ''),
  );
  expect(await copied(page)).toBe(text);

  await page.mouse.move(180, 300);
  await page.mouse.wheel(0, -9000);
  await expect(lineOf(log, '2500')).toBeAttached();
  expect(await copied(page), 'far away from it').toBe(text);

  await page.getByRole('button', { name: /go to the end/ }).click();
  await expect(lineOf(log, '5060')).toBeInViewport();
  await select(page, lineOf(log, '5059'), lineOf(log, '5060'));
  expect(await copied(page)).toBe('5059\n5060');
  writeFileSync(again, '');
  await expect(page.getByRole('button', { name: /new, go to the end/ })).toBeVisible();
  expect(await copied(page)).toBe('5059\n5060');
  await page.evaluate(() => document.getSelection()?.removeAllRanges());
  await expect(lineOf(log, '6060'), 'let go, the end is followed again').toBeInViewport();
});

test('[READ13] all selected is copied line by line, without what stands around the log', async ({
  page,
  context,
  product,
}) => {
  await context.grantPermissions(mayCopy);
  await pairByLink(page, product);
  const long = 'a line that is longer than a phone is wide, so that it has to be wrapped two times';
  const text = `한국어 end\nemoji 🚀 end\n\n${long}\ncombining e\u0301`;
  const file = join(product.state, 'text');
  writeFileSync(file, `${text}\n`);
  await product.outlive('new', '-d', '-s', 'all', `cat ${file}; sleep 600`);
  const log = await openLog(page, 'all');
  await expect(lineOf(log, 'combining')).toBeVisible();
  await log.focus();
  await page.keyboard.press('Control+a');
  await expect.poll(() => copied(page)).toBe(text);
  // From the heading into the midst of a line.
  await lineOf(log, 'emoji').evaluate((line) => {
    const heading = document.querySelector('h1') ?? document.body;
    document.getSelection()?.setBaseAndExtent(heading, 0, line.firstChild ?? line, 5);
  });
  expect(await copied(page)).toBe('한국어 end\nemoji');
});
