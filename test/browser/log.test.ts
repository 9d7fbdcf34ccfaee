// The log in the hand of a person: real touch, real sessions, real momentum.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import {
  lineOf,
  openLog,
  readingAt,
  topOf,
  training,
  watchFrames,
  watchWrites,
} from './log-page.ts';
import { counter, expect, pairByLink, test } from './phone.ts';
import { flick, rested } from './touch.ts';

test('[READ2] [READ3] [READ18] the log is the first view: real text, every line exactly as high as counted', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', `${training}; sleep 600`);
  const log = await openLog(page, 'train');
  await expect(lineOf(log, 'träning 訓練 🎉 done')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Log' })).toHaveAttribute('aria-selected', 'true');
  const wrong = await log.evaluate(
    (element) =>
      [...element.querySelectorAll<HTMLElement>('.log-line')].filter((line) => {
        const counted = line.offsetHeight;
        line.style.height = 'auto';
        const natural = line.offsetHeight;
        line.style.height = `${counted}px`;
        return natural !== counted;
      }).length,
  );
  expect(wrong).toBe(0);
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name),
  );
  expect(loaded.filter((name) => name.includes('terminal'))).toEqual([]);
});

test('[READ6] [READ7] [READ8] flicks go as far as in a plain page, without a blank row, and reading goes on undisturbed', async ({
  page,
  context,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'long', `seq 20000; ${counter}`);
  const log = await openLog(page, 'long');
  await expect(lineOf(log, 'count 2')).toBeVisible();
  const plain = await plainPage(context, await log.evaluate((element) => element.clientHeight));
  const flicks = async (shown: Page, scroller: Locator) => {
    await shown.bringToFront();
    const before = await topOf(scroller);
    for (let i = 0; i < 2; i++) {
      await flick(shown);
      await rested(scroller);
    }
    return before - (await topOf(scroller));
  };
  const plainly = await flicks(plain, plain.locator('#plain'));
  await page.bringToFront();
  await page.getByRole('button', { name: 'Search', exact: true }).waitFor();
  const frames = await watchFrames(log);
  const written = await watchWrites(log);
  // A finger that lies on the end holds it, however the log grows below.
  const hand = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchCancel', touchPoints: { x: number; y: number }[]) =>
    hand.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [{ x: 180, y: 300 }]);
  const below = () => log.evaluate((e) => e.scrollHeight - e.clientHeight - e.scrollTop);
  await expect.poll(below).toBeGreaterThan(36);
  await touch('touchCancel', []);
  await expect.poll(below).toBeLessThan(2);
  const end = await topOf(log);
  const moved = await flicks(page, log);
  expect(await written(), 'positions written while a finger or momentum moved the log').toEqual([]);
  const { blank, nodes } = await frames();
  expect(blank).toBe(0);
  expect(nodes).toBeLessThan(150);
  // The log grew below all the while. A first flick may begin after a line came: hence the slack.
  expect(Math.abs(moved - plainly), `${moved} px, plainly ${plainly}`).toBeLessThan(plainly * 0.1);
  const place = await topOf(log);
  expect(place).toBeLessThan(end);
  const pill = page.getByRole('button', { name: /\d new, go to the end/ });
  await expect(pill).toBeVisible();
  const news = Number.parseInt((await pill.textContent()) ?? '', 10);
  await expect
    .poll(async () => Number.parseInt((await pill.textContent()) ?? '', 10))
    .toBeGreaterThan(news + 5);
  expect(await topOf(log)).toBe(place);
  await pill.tap();
  await expect(pill).toBeHidden();
  const last = async () => Number(/count (\d+)/.exec((await log.textContent()) ?? '')?.[1] ?? 0);
  const seen = await last();
  await expect.poll(last).toBeGreaterThan(seen);
});

test('[READ5] the start of a long log is one tap away, and the way back to its end another', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'huge', 'seq 300000; sleep 600');
  const log = await openLog(page, 'huge');
  await expect(lineOf(log, '300000')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Log options' }).tap();
  await page.getByRole('button', { name: 'Go to the start' }).tap();
  await expect(log.locator('.log-line').first()).toHaveText('1');
  await page.getByRole('button', { name: 'Go to the end' }).tap();
  await expect(lineOf(log, '300000')).toBeVisible();
});

test('[READ11] search finds, counts, marks and steps; errors are one tap away', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', `${training}; seq 500; sleep 600`);
  const log = await openLog(page, 'train');
  await expect(lineOf(log, '500')).toBeVisible();
  await page.getByRole('button', { name: 'Search', exact: true }).tap();
  const field = page.getByRole('searchbox', { name: 'Search the log' });
  await expect(field).toBeFocused();
  await field.fill('epoch 299');
  await expect(page.getByText('11 of 11')).toBeVisible();
  const words = await field.evaluate((input) => {
    const { top, height, width } = input.getBoundingClientRect();
    const below = Number.parseFloat(getComputedStyle(input).paddingBottom);
    return { bottom: top + height - below, width };
  });
  const count = await page.getByLabel('Matches').boundingBox();
  expect(count?.y, 'the count covers no word').toBeGreaterThanOrEqual(words.bottom);
  expect(words.width).toBeGreaterThan(140);
  await expect(log.locator('.current mark')).toHaveText('epoch 299');
  await page.getByRole('button', { name: 'Previous match' }).tap();
  await expect(page.getByText('10 of 11')).toBeVisible();
  await page.getByRole('button', { name: 'Next match' }).tap();
  await expect(page.getByText('11 of 11')).toBeVisible();
  await page.getByRole('button', { name: 'Regular expression' }).tap();
  await field.fill('(');
  await expect(page.getByText('Invalid regular expression: Unterminated group.')).toBeVisible();
  await page.getByRole('button', { name: 'Close the search' }).tap();
  await page.getByRole('button', { name: 'Log options' }).tap();
  await page.getByRole('button', { name: 'Next error' }).tap();
  await expect(log.locator('.current')).toContainText('CUDA out of memory');
});

test('[READ11] a word that is in every line is stepped through from where one reads, both ways round', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'long', "seq -f 'info %.0f.' 200000; sleep 600");
  const log = await openLog(page, 'long');
  await expect(lineOf(log, 'info 200000.')).toBeVisible();
  await page.getByRole('button', { name: 'Search', exact: true }).tap();
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('info');
  const stands = async (number: string, text: string) => {
    await expect(page.getByText(`${number} of 200,000`, { exact: true })).toBeVisible();
    await expect(log.locator('.current')).toHaveText(text);
    await expect(log.locator('.current mark')).toHaveText('info');
  };
  const [previous, next] = ['Previous', 'Next'].map((name) =>
    page.getByRole('button', { name: `${name} match` }),
  );
  await stands('200,000', 'info 200000.');
  await previous?.tap();
  await stands('199,999', 'info 199999.');
  await next?.tap();
  await stands('200,000', 'info 200000.');
  await next?.tap();
  await stands('1', 'info 1.');
  await next?.tap();
  await stands('2', 'info 2.');
  await previous?.tap();
  await previous?.tap();
  await stands('200,000', 'info 200000.');
  const unmarked = log.locator('.log-line:not(:has(mark))');
  await expect(unmarked).toHaveCount(0);
});

test('[READ11] each tap on "Next error" leads to the next one, and round', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const part = 'seq 200; echo "ValueError: number $i"';
  await product.outlive('new', '-d', '-s', 'errs', `for i in 1 2 3; do ${part}; done; sleep 600`);
  const log = await openLog(page, 'errs');
  await expect(lineOf(log, 'number 3')).toBeVisible();
  const seen: (string | null)[] = [];
  for (let tap = 0; tap < 4; tap++) {
    await page.getByRole('button', { name: 'Log options' }).tap();
    await page.getByRole('button', { name: 'Next error' }).tap();
    const before = seen.at(-1) ?? '';
    await expect(log.locator('.current')).not.toHaveText(before === '' ? 'none yet' : before);
    seen.push(await log.locator('.current').textContent());
  }
  const first = Number(/\d$/.exec(seen[0] ?? '')?.[0]);
  const numbers = seen.map((text) => Number(/\d$/.exec(text ?? '')?.[0]));
  expect(numbers).toEqual([0, 1, 2, 3].map((step) => ((first - 1 + step) % 3) + 1));
});

test('[READ12] [READ13] [READ14] links show where they lead; lines are copied whole and linked to', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', `${training}; seq 500; sleep 600`);
  const log = await openLog(page, 'train');
  await expect(lineOf(log, '500')).toBeVisible();
  await page.goto(`${page.url()}?line=10:3000`);
  const error = log.locator('.chosen');
  await expect(error).toContainText('CUDA out of memory');
  await log.getByRole('link').tap();
  const sheet = page.getByRole('dialog', { name: 'Link in the log' });
  await expect(sheet).toContainText('https://example.com/oom?x=1');
  await sheet.getByRole('button', { name: 'Cancel' }).tap();
  const copied = await log.evaluate((element) => {
    const [first, second] = ['2999', '3000'].map((line) =>
      element.querySelector(`[data-line="${line}"]`),
    );
    if (!first || !second) return null;
    const range = document.createRange();
    range.setStart(first, 0);
    range.setEnd(second, second.childNodes.length);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    const clipboardData = new DataTransfer();
    first.dispatchEvent(
      new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
    );
    return clipboardData.getData('text/plain');
  });
  expect(copied).toBe(
    'epoch 3000/3000 loss=0.3 lr=1e-4 a line that takes two rows\nRuntimeError: CUDA out of memory, see https://example.com/oom?x=1.',
  );
});

test('[READ9] coming back, what is new stands below a divider, its errors counted', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const signal = join(product.state, 'go-on');
  const wait = `while [ ! -e ${signal} ]; do sleep 0.1; done`;
  const command = `seq 100; ${wait}; echo "ValueError: no"; seq 60; sleep 600`;
  await product.outlive('new', '-d', '-s', 'train', command);
  const log = await openLog(page, 'train');
  await expect(lineOf(log, '100')).toBeVisible();
  await page.getByRole('button', { name: 'Detach' }).tap();
  await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage).filter((one) => one.includes('log-seen'))) {
      const mark = JSON.parse(localStorage.getItem(key) ?? '{}');
      localStorage.setItem(key, JSON.stringify({ ...mark, at: mark.at - 38 * 60_000 }));
    }
  });
  writeFileSync(signal, '');
  await expect(page.getByRole('link', { name: /^train.*60/s })).toBeVisible();
  const again = await openLog(page, 'train');
  await expect(again.getByText('since you last looked, 38 min ago')).toBeAttached();
  await page.getByRole('button', { name: '1 error' }).tap();
  await expect(again.locator('.current')).toContainText('ValueError');
  await page.getByRole('button', { name: 'Close the search' }).tap();
  await page.getByRole('button', { name: /new lines? since you last looked/ }).tap();
  await expect(again.getByText('since you last looked, 38 min ago')).toBeInViewport();
});

test('[READ5] arrival times and text size are set without losing the place, and kept', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', `${training}; sleep 600`);
  const log = await openLog(page, 'train');
  await expect(lineOf(log, 'done')).toHaveAttribute('data-time', /^\d\d:\d\d:\d\d$/);
  await flick(page);
  await rested(log);
  const place = await readingAt(log);
  await page.getByRole('button', { name: 'Log options' }).tap();
  await page.getByRole('switch', { name: 'Arrival times' }).tap();
  await page.getByRole('button', { name: 'Larger text' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
  await expect(log.locator('.log-line').first()).toHaveCSS('font-size', '13px');
  await expect.poll(() => readingAt(log)).toBe(place);
  await page.reload();
  await expect(log.locator('.log-line').first()).toHaveCSS('font-size', '13px');
});

/** A page of plain text, scrolled to its end: what the browser's own scrolling does. */
async function plainPage(context: BrowserContext, height: number): Promise<Page> {
  const plain = await context.newPage();
  await plain.setContent(
    `<meta name="viewport" content="width=device-width"><div id="plain" style="position:absolute;inset:110px 0 auto;height:${height}px;overflow:auto">${'<p style="margin:0;height:18px">text</p>'.repeat(20_000)}</div>`,
  );
  await plain.locator('#plain').evaluate((element) => element.scrollTo(0, element.scrollHeight));
  return plain;
}
