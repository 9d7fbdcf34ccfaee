// The log while nobody looks, while there is no connection, and for those who hear it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { Tab } from './behind.ts';
import { chromiumLaunch } from './chromium.ts';
import { lineOf, openLog } from './log-page.ts';
import { counter, expect, pairByLink, test, typeInto } from './phone.ts';

// Only a browser with windows hides a page.
test.use({ launchOptions: chromiumLaunch() });

test('[READ17] nothing of the log is sent to a hidden page, and it is current when it is shown', async ({
  browser,
  product,
}) => {
  await product.outlive('new', '-d', '-s', 'train', counter);
  const { code } = JSON.parse(await product.outlive('pair', '--json'));
  const tab = await Tab.open(browser, `${product.url}/pair#${code}`);
  const text = () => tab.evaluate('document.body.innerText').then(String);
  await expect.poll(text).toMatch(/Sessions|Pair/);
  await tab.evaluate(
    `[...document.querySelectorAll('button')].find((b) => b.innerText === 'Pair')?.click()`,
  );
  await expect.poll(text).toContain('train');
  await tab.goto(`${product.url}/s/train`);
  const last = async () =>
    Number(
      /count (\d+)\s*$/.exec(
        String(await tab.evaluate(`document.querySelector('.log')?.innerText`)),
      )?.[1] ?? -1,
    );
  await expect.poll(last).toBeGreaterThan(3);
  const tails = () => tab.frames.filter((frame) => frame.includes('log:tail')).length;
  await expect.poll(tails).toBeGreaterThan(2);

  await tab.hide();
  await expect.poll(() => tab.frames.some((frame) => frame.includes('log:pause'))).toBe(true);
  // What was on its way has come once the log has moved on by some lines.
  const lines = async () =>
    Number(
      /count (\d+)\s*$/.exec(await product.outlive('logs', '-t', 'train', '-n', '1'))?.[1] ?? 0,
    );
  const movedOn = async (by: number) => {
    const before = await lines();
    await expect.poll(lines).toBeGreaterThan(before + by);
  };
  await movedOn(3);
  const before = { frames: tab.frames.length, tails: tails() };
  await movedOn(20);
  expect(tails()).toBe(before.tails);
  // A ping may pass; and the state of a session, for whoever waits for its end.
  expect(tab.frames.length - before.frames).toBeLessThan(4);
  const now = await lines();
  await tab.show();
  await expect.poll(last).toBeGreaterThan(now);
  await tab.close();
});

test('[READ15] [PAGE10] with the gateway gone the last screen is shown at once, its age told where it covers nothing', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', 'seq 100; echo "loss 0.3"; sleep 600');
  const log = await openLog(page, 'train');
  await expect(lineOf(log, 'loss 0.3')).toBeVisible();
  await page.getByRole('button', { name: 'Detach' }).tap();
  await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage).filter((one) => one.includes('log-screen'))) {
      const screen = JSON.parse(localStorage.getItem(key) ?? '{}');
      localStorage.setItem(key, JSON.stringify({ ...screen, at: screen.at - 38 * 60_000 }));
    }
  });
  await product.stopGateway('SIGKILL');
  await page.getByRole('link', { name: /^train/ }).tap();
  await expect(log.locator('.log-kept')).toContainText('99');
  await expect(log.getByText('loss 0.3')).toBeInViewport();
  const notice = page.getByRole('status').getByText('Connection lost. This is from 38 min ago.');
  await expect(notice).toBeVisible();
  await expectClear(page, notice);
  await product.startGateway();
  await expect(notice).toBeHidden();
  await expect(lineOf(log, 'loss 0.3')).toBeInViewport();
});

test('[READ15] [PAGE41] a page reloaded while no gateway answers shows its last screen, and keeps no answer of one', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', 'seq 100; echo "loss 0.3"; sleep 600');
  const log = await openLog(page, 'train');
  await expect(lineOf(log, 'loss 0.3')).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await product.stopGateway('SIGKILL');
  await page.reload();
  await expect(log.locator('.log-kept')).toContainText('99');
  await expect(log.getByText('loss 0.3')).toBeInViewport();
  const notice = page.getByRole('status').getByText(/No connection yet\. This is from/);
  await expect(notice).toBeVisible();
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (one) => (await caches.open(one)).keys()));
    return { caches: names.length, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
  });
  expect(kept.caches).toBe(1);
  expect(kept.paths).toContain('/new');
  expect(kept.paths.filter((path) => path !== '/new' && !path.startsWith('/assets/'))).toEqual([]);
  expect(await page.evaluate(() => fetch('/healthz').then(String, () => 'no answer'))).toBe(
    'no answer',
  );
  await product.startGateway();
  await expect(notice).toBeHidden();
  await expect(lineOf(log, 'loss 0.3')).toBeInViewport();
});

test('[READ20] a growing log is not read out; what matters is, once', async ({ page, product }) => {
  await pairByLink(page, product);
  const count = 'i=0; while [ $i -lt 40 ]; do echo count $i; i=$((i+1)); sleep 0.05; done; exit 3';
  await product.outlive('new', '-d', '-s', 'talk', `read go; ${count}`);
  await page.getByRole('link', { name: /^talk/ }).tap();
  const log = page.getByRole('log', { name: 'Log of talk' });
  await expect(log).toHaveAttribute('aria-live', 'off');
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const live = element?.closest('[role=status], [role=alert], [aria-live], [role=log]');
        if (live && live.getAttribute('aria-live') !== 'off') heard.push(live.textContent ?? '');
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await typeInto(product, 'talk', '\r');
  await expect(lineOf(log, 'count 39')).toBeVisible();
  const end = page.getByText(/The program finished after .*, with exit code 3\./);
  await expect(end).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard).toEqual([await end.textContent()]);
});

/** It covers no heading, tab, button or text. */
async function expectClear(page: Page, notice: Locator): Promise<void> {
  const box = await notice.boundingBox();
  if (box === null) throw new Error('the notice is not drawn');
  expect(box.x + box.width).toBeLessThanOrEqual(360);
  const others = page.locator('h1, .state, .view-tabs button, [role=log], .dock button, .bar > a');
  for (const other of await others.all()) {
    const { x, y, width, height } = (await other.boundingBox()) ?? box;
    const apart =
      x >= box.x + box.width ||
      x + width <= box.x ||
      y >= box.y + box.height ||
      y + height <= box.y;
    expect(apart, `${other}`).toBe(true);
  }
}

test('[VIEW16] a log that could not be read is read by itself as soon as it can be', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', 'echo first; read x; echo second; sleep 600');
  await openLog(page, 'train');
  await page.getByRole('button', { name: 'Detach' }).tap();
  const { gatewayPid } = product;
  const files = (most: number) =>
    execFileSync('prlimit', ['--pid', String(gatewayPid), `--nofile=${most}:`]);
  files(readdirSync(`/proc/${gatewayPid}/fd`).length);
  const children = readFileSync(`/proc/${gatewayPid}/task/${gatewayPid}/children`, 'utf8');
  for (const pid of children.trim().split(' ')) process.kill(Number(pid), 'SIGKILL');
  await page.getByRole('link', { name: /^train/ }).tap();
  const told = page.getByText('cannot be shown just now');
  await expect(told).toBeVisible();
  files(1024);
  await expect(lineOf(page.getByRole('log'), 'first')).toBeVisible({ timeout: 40_000 });
  await expect(told).toBeHidden();
});
