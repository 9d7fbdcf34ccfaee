// The log in the hand of a person: real touch, real sessions, real momentum.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Locator, Page } from '@playwright/test';
import { counter, expect, pairByLink, test } from './phone.ts';

const training = String.raw`
i=0; while [ $i -lt 3000 ]; do i=$((i+1)); printf 'epoch %s/3000 \033[34mloss\033[0m=0.3 lr=1e-4 a line that takes two rows\n' $i; done
echo "RuntimeError: CUDA out of memory, see https://example.com/oom?x=1."
printf 'tr\303\244ning \350\250\223\347\267\264 \360\237\216\211 done\n'`;

async function openLog(page: Page, name: string): Promise<Locator> {
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).tap();
  const log = page.getByRole('log', { name: `Log of ${name}` });
  await expect(log.locator('.log-line').first()).toBeVisible();
  return log;
}

const lineOf = (log: Locator, text: string) => log.locator('.log-line', { hasText: text }).last();

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
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'long', `seq 20000; ${counter}`);
  const log = await openLog(page, 'long');
  await expect(lineOf(log, 'count 2')).toBeVisible();
  const input = await page.context().newCDPSession(page);
  const frames = await watchFrames(log);
  const top = () => log.evaluate((element) => element.scrollTop);
  const end = await top();
  for (let i = 0; i < 4; i++) await swipe(input, 240);
  await still(top);
  // At least as far as the fingers went, though the log grew all the while.
  expect(end - (await top())).toBeGreaterThan(4 * 200);
  const { blank, nodes } = await frames();
  expect(blank).toBe(0);
  expect(nodes).toBeLessThan(150);
  const place = await top();
  const pill = page.getByRole('button', { name: /\d new, go to the end/ });
  await expect(pill).toBeVisible();
  const news = Number.parseInt((await pill.textContent()) ?? '', 10);
  await expect
    .poll(async () => Number.parseInt((await pill.textContent()) ?? '', 10))
    .toBeGreaterThan(news + 5);
  expect(await top()).toBe(place);
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
  await expect(lineOf(log, '300000')).toBeVisible();
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
  await expect(log.locator('.current mark')).toHaveText('epoch 299');
  await page.getByRole('button', { name: 'Previous match' }).tap();
  await expect(page.getByText('10 of 11')).toBeVisible();
  await page.getByRole('button', { name: 'Next match' }).tap();
  await expect(page.getByText('11 of 11')).toBeVisible();
  await page.getByRole('button', { name: 'Regular expression' }).tap();
  await field.fill('(');
  await expect(page.getByText('no regular expression')).toBeVisible();
  await page.getByRole('button', { name: 'Close the search' }).tap();
  await page.getByRole('button', { name: 'Log options' }).tap();
  await page.getByRole('button', { name: 'Next error' }).tap();
  await expect(log.locator('.current')).toContainText('CUDA out of memory');
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
  await swipe(await page.context().newCDPSession(page), 240);
  await still(() => log.evaluate((element) => element.scrollTop));
  const reading = () =>
    log.evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      const rows = [...element.querySelectorAll<HTMLElement>('.log-line')];
      return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.dataset.line;
    });
  const place = await reading();
  await page.getByRole('button', { name: 'Log options' }).tap();
  await page.getByRole('switch', { name: 'Arrival times' }).tap();
  await page.getByRole('button', { name: 'Larger text' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
  await expect(log.locator('.log-line').first()).toHaveCSS('font-size', '13px');
  await expect.poll(reading).toBe(place);
  await page.reload();
  await expect(log.locator('.log-line').first()).toHaveCSS('font-size', '13px');
});

/** A flick of a finger downwards, as the browser's compositor gets it. */
async function swipe(input: CDPSession, px: number): Promise<void> {
  const touch = (type: 'touchStart' | 'touchMove', y: number) =>
    input.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x: 180, y }] });
  await touch('touchStart', 220);
  for (let moved = 30; moved <= px; moved += 30) await touch('touchMove', 220 + moved);
  await input.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** Looks at every frame from now on; tells how many had a blank row, and the most rows in the page. */
async function watchFrames(log: Locator): Promise<() => Promise<{ blank: number; nodes: number }>> {
  await log.evaluate((element) => {
    const seen = { blank: 0, nodes: 0 };
    Object.assign(window, { seen });
    const look = () => {
      const box = element.getBoundingClientRect();
      const rows = [...element.querySelectorAll('.log-line')].map((row) =>
        row.getBoundingClientRect(),
      );
      const covered = rows
        .map((row) => Math.max(0, Math.min(row.bottom, box.bottom) - Math.max(row.top, box.top)))
        .reduce((a, b) => a + b, 0);
      if (covered < box.height - 1) seen.blank++;
      seen.nodes = Math.max(seen.nodes, rows.length);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () =>
    log.evaluate(() => (window as unknown as { seen: { blank: number; nodes: number } }).seen);
}

/** Waits until a number stops changing. */
async function still(read: () => Promise<number>): Promise<void> {
  let last = await read();
  let stillFor = 0;
  const looks = async () => {
    const now = await read();
    stillFor = now === last ? stillFor + 1 : 0;
    last = now;
    return stillFor;
  };
  // The first look comes at once, and coasting may not have begun to show.
  await expect.poll(looks, { intervals: [100] }).toBeGreaterThan(4);
}
