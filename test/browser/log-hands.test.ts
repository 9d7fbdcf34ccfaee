// How the log answers to fingers: its text grows and shrinks, long lines are panned, a long fling
// ends on text, and a full-screen program is a tap away.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineOf, openLog, readingAt, topOf, training } from './log-page.ts';
import { counter, expect, pairByLink, terminalText, test, typeInto } from './phone.ts';
import { flick, pinch, rested, swipe } from './touch.ts';

test('[READ5] two fingers change the text size, the line that is read stays, and the device keeps it', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', `${training}; sleep 600`);
  const log = await openLog(page, 'train');
  const line = log.locator('.log-line').first();
  await flick(page);
  await rested(log);
  const place = await readingAt(log);
  await pinch(page, { x: 180, y: 320 }, 1.5);
  await expect(line).toHaveCSS('font-size', '18px');
  await expect.poll(() => readingAt(log)).toBe(place);
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  // In the midst of a fling, too.
  await flick(page);
  await pinch(page, { x: 180, y: 320 }, 0.3);
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  await expect(line).toHaveCSS('font-size', '9px');
  await page.reload();
  await expect(line).toHaveCSS('font-size', '9px');
});

test('[READ5] long lines are panned when they are not wrapped, and only the log moves', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const wide = `seq 200; printf '%090d-the-end-of-it\\n' 7`;
  await product.outlive('new', '-d', '-s', 'wide', `${wide}; sleep 600`);
  const log = await openLog(page, 'wide');
  const long = lineOf(log, 'the-end-of-it');
  await expect(long).toHaveCSS('height', '54px');
  await page.getByRole('button', { name: 'Log options' }).tap();
  await page.getByRole('switch', { name: 'Wrap long lines' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
  await expect(long).toHaveCSS('height', '18px');
  const left = () => log.evaluate((element) => element.scrollLeft);
  await swipe(page, { from: { x: 320, y: 400 }, to: { x: 50, y: 400 } });
  await rested(log);
  expect(await left()).toBeGreaterThan(200);
  const end = await long.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect().right;
  });
  expect(end).toBeLessThanOrEqual(360);
  expect(await page.evaluate(() => document.documentElement.scrollLeft)).toBe(0);
  await page.reload();
  await expect(long).toHaveCSS('height', '18px');
});

test('[READ7] after a fling over tens of screens there is text, and the end is one tap away', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'long', `seq 30000; ${counter}`);
  const log = await openLog(page, 'long');
  await expect(lineOf(log, 'count 1')).toBeVisible();
  const before = await topOf(log);
  for (let i = 0; i < 6; i++)
    await swipe(page, { from: { x: 180, y: 150 }, to: { x: 180, y: 525 }, steps: 5 });
  await rested(log);
  const { height } = (await log.boundingBox()) ?? { height: 1 };
  expect((before - (await topOf(log))) / height).toBeGreaterThan(20);
  const covered = () =>
    log.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return [...element.querySelectorAll('.log-line')]
        .map((row) => row.getBoundingClientRect())
        .map((row) => Math.max(0, Math.min(row.bottom, box.bottom) - Math.max(row.top, box.top)))
        .reduce((a, b) => a + b, 0);
    });
  await expect.poll(covered).toBeGreaterThan(height - 2);
  await page.getByRole('button', { name: /go to the end/i }).tap();
  await expect.poll(async () => (await log.textContent()) ?? '').toMatch(/count \d+$/);
});

test('[READ8] a full-screen program is told of, and its terminal one tap away', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'edit', 'echo before; vim -u NONE; echo after; cat');
  const log = await openLog(page, 'edit');
  await expect(lineOf(log, 'before')).toBeVisible();
  const notice = page.getByRole('status').getByText('A full-screen program is running.');
  await expect(notice).toBeVisible();
  await expect(log).not.toContainText('VIM');
  await page.getByRole('button', { name: 'Open the terminal' }).tap();
  await expect.poll(() => terminalText(page, 'edit')).toContain('~');
  await page.getByRole('tab', { name: 'Log' }).tap();
  await expect(notice).toBeVisible();
  await typeInto(product, 'edit', ':q!\r');
  await expect(notice).toBeHidden();
  await expect(lineOf(log, 'after')).toBeVisible();
});

test('[READ8] bars that a program redraws change in place, below the settled lines, and settle once', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  // As nested bars are drawn: the inner one with `\r`, the outer one a row up.
  const bars = String.raw`printf '\nouter %s\ninner %s\033[A\033[A\r' $i $i`;
  const enough = join(product.state, 'enough');
  const loop = `echo begun; i=0; while [ ! -e ${enough} ]; do i=$((i+1)); ${bars}; sleep 0.1; done`;
  await product.outlive('new', '-d', '-s', 'bars', `${loop}; printf '\\n\\n\\nover\\n'; sleep 600`);
  const log = await openLog(page, 'bars');
  const outer = lineOf(log, 'outer');
  await expect(outer).toHaveText(/outer \d+$/);
  const drawn = await outer.elementHandle();
  const step = async () => Number(/\d+/.exec((await drawn?.textContent()) ?? '')?.[0]);
  const before = await step();
  // Views give way to whatever else the machine has to do.
  await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(before + 2);
  await expect(log).toContainText(/begun.*outer \d+.*inner \d+/s);
  writeFileSync(enough, '');
  await expect(lineOf(log, 'over')).toBeVisible({ timeout: 30_000 });
  const last = Number(/\d+/.exec((await outer.textContent()) ?? '')?.[0]);
  const texts = await log.locator('.log-line').allInnerTexts();
  expect(texts.map((text) => text.trim()).filter((text) => text !== '')).toEqual([
    ...['begun', `outer ${last}`, `inner ${last}`, 'over'],
  ]);
});
