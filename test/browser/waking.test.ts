// Connections that break, die without a word, and pages that sleep: what is shown is current soon
// after, and until then it says how old it is.
import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Cable } from './cable.ts';
import { counter, expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';
import { openSleepingPage, type SleepingPage } from './sleeping-page.ts';

const job = (page: Page) => terminalText(page, 'job');
const notice = (page: Page, words: string) => page.getByRole('status').getByText(words);

test('[PAGE21] [PAGE22] [PAGE23] cut off in the midst of a flood, the page goes on: nothing is missing, nothing doubled', async ({
  page,
  product,
}) => {
  const cable = await Cable.to(product.url);
  const direct = product.url;
  product.url = cable.url;
  await pairByLink(page, product);
  const signal = `${product.state}/go-on`;
  const go = `while [ ! -e ${signal} ]; do sleep 0.1; done`;
  // Numbers for ten seconds, then what is typed comes back.
  const flood = 'for i in $(seq 20000); do echo "n $i"; [ $((i % 100)) = 0 ] && sleep 0.05; done';
  await product.outlive('new', '-d', '-s', 'job', `echo ready; ${go}; ${flood}; echo over; cat`);
  await page.getByRole('link', { name: /^job/ }).tap();
  await openTerminal(page);
  await expect.poll(() => job(page)).toContain('ready');
  writeFileSync(signal, '');
  for (const i of [0, 1, 2]) {
    const before = await highest(page);
    await expect.poll(() => highest(page)).toBeGreaterThan(before);
    cable.cut();
    await page.getByRole('button', { name: 'Type', exact: true }).tap();
    if (i === 0) {
      await page.getByRole('textbox', { name: 'Type a line' }).fill('typed while cut off');
      await page.getByRole('button', { name: 'Send' }).tap();
    }
    await expect(notice(page, 'Connection lost')).toBeVisible();
    cable.mend();
    await expect(notice(page, 'Connection lost')).toBeHidden();
    await expect.poll(() => highest(page)).toBeGreaterThan(before);
    if (i > 0) await expectInOrder(page);
  }
  await expect.poll(() => job(page)).toContain('over');
  await expect.poll(() => job(page)).toContain('typed while cut off');
  expect(await expectInOrder(page)).toBe(20_000);
  // Echoed once, and said once by the program.
  const log = await product.outlive('logs', '-t', 'job');
  expect(log.match(/typed while cut off/g)?.length).toBe(2);
  product.url = direct;
  cable.close();
});

/** The numbers that are shown follow each other; the last of them. */
async function expectInOrder(page: Page): Promise<number | undefined> {
  const shown = (await job(page)).match(/^n \d+$/gm) ?? [];
  const numbers = shown.map((line) => Number(line.slice(2)));
  expect(numbers.length).toBeGreaterThan(10);
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  return numbers.at(-1);
}

/** The highest of lines `n N` that the terminal shows now. */
async function highest(page: Page): Promise<number> {
  const numbers = [...(await job(page)).matchAll(/^n (\d+)\s*$/gm)];
  return Number(numbers.at(-1)?.[1] ?? 0);
}

test('[PAGE11] a connection that died without a word is replaced when the page is shown again', async ({
  page,
  product,
}) => {
  const cable = await Cable.to(product.url);
  const direct = product.url;
  product.url = cable.url;
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'job', counter);
  await page.getByRole('link', { name: /^job/ }).tap();
  await openTerminal(page);
  await expect.poll(() => job(page)).toMatch(/count \d/);
  cable.silence();
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  const last = async () => Number(/count (\d+)\s*$/.exec((await job(page)).trimEnd())?.[1] ?? 0);
  const stale = await last();
  await expect.poll(last).toBeGreaterThan(stale + 3);
  const shown = [...(await job(page)).matchAll(/count (\d+)/g)].map(([, n]) => Number(n));
  expect(shown).toEqual(shown.map((_, i) => (shown[0] ?? 0) + i));
  product.url = direct;
  cable.close();
});

/** Its browser ends with the test, however that ends. */
const sleepingTest = test.extend<{ sleeping: SleepingPage }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from its pattern.
  sleeping: async ({}, use) => {
    const sleeping = await openSleepingPage();
    await use(sleeping);
    await sleeping.close();
  },
});

sleepingTest(
  '[PAGE10] [PAGE11] a page that slept for an hour says so when it is thawed, and is current again',
  async ({ product, sleeping: { page, sleep, wake } }) => {
    const cable = await Cable.to(product.url);
    await page.addInitScript(() => {
      const now = Date.now;
      Date.now = () => now() + (Reflect.get(window, 'sleptMs') ?? 0);
    });
    const { code } = JSON.parse(await product.outlive('pair', '--json'));
    await page.goto(`${cable.url}/pair#${code}`);
    await page.getByRole('button', { name: 'Pair', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
    const signal = `${product.state}/go-on`;
    const go = `while [ ! -e ${signal} ]; do sleep 0.1; done`;
    await product.outlive('new', '-d', '-s', 'job', `seq 100; ${go}; seq 100000; echo awake; cat`);
    await page.getByRole('link', { name: /^job/ }).click();
    await page.getByRole('tab', { name: 'Terminal' }).click();
    await expect.poll(() => job(page)).toContain('100');
    await page.evaluate(watchNotices);
    await sleep();
    cable.cut();
    cable.mend();
    writeFileSync(signal, '');
    // Within an hour the gateway has long been through with it.
    await product.pair();
    const headers = { authorization: `Bearer ${product.token}` };
    const tail = () => fetch(`${product.url}/api/sessions/job/log?tail=1`, { headers });
    await expect.poll(async () => (await tail()).text(), { timeout: 30_000 }).toContain('awake');
    await page.evaluate(() => Reflect.set(window, 'sleptMs', 3_600_000));
    await wake();
    await expect.poll(() => job(page)).toContain('awake');
    const { told, currentAfterMs } = await page.evaluate(() => noticed);
    expect(told.join()).toContain('This is from 1 h ago.');
    await expect(page.locator('.notice-words')).toHaveCount(0);
    // Not bounded here: machines that test are slow. It is for whoever reads the report.
    test.info().annotations.push({ type: 'current after', description: `${currentAfterMs} ms` });
    cable.close();
  },
);

/** What the page's own clock will have seen. */
declare const noticed: { told: string[]; currentAfterMs: number };

function watchNotices(): void {
  const seen = { told: [] as string[], currentAfterMs: -1 };
  Object.assign(window, { noticed: seen });
  let shownAt = Number.NaN;
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') shownAt = performance.now();
  });
  const look = () => {
    const words = document.querySelector('.notice-words')?.textContent ?? '';
    if (words !== '' && seen.told.at(-1) !== words) seen.told.push(words);
    const current = document.querySelector('.xterm-rows')?.textContent?.includes('awake');
    if (current && seen.currentAfterMs < 0) {
      seen.currentAfterMs = Math.round(performance.now() - shownAt);
    }
  };
  const all = { childList: true, subtree: true, characterData: true };
  new MutationObserver(look).observe(document.body, all);
}

test('[PAGE10] without a network the page says so in words, and comes back by itself', async ({
  page,
  context,
  product,
}) => {
  const cable = await Cable.to(product.url);
  const direct = product.url;
  product.url = cable.url;
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'job', counter);
  await page.getByRole('link', { name: /^job/ }).tap();
  await openTerminal(page);
  await expect.poll(() => job(page)).toMatch(/count \d/);
  await context.setOffline(true);
  cable.cut();
  await expect(notice(page, 'Offline: no network here.')).toBeVisible();
  const stale = await job(page);
  cable.mend();
  await context.setOffline(false);
  await expect(notice(page, 'Offline')).toBeHidden();
  await expect.poll(() => job(page)).not.toBe(stale);
  product.url = direct;
  cable.close();
});
