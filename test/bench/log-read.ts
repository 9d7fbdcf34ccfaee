// A log of a million lines in a phone's hand: how long until there is text after it was opened, after
// a jump, and in a fling that is faster than any line can be asked for one by one.
import { chromium, type Locator, type Page } from '@playwright/test';
import { chromiumLaunch } from '../browser/chromium.ts';
import { pairByLink } from '../browser/phone.ts';
import { drag, rested, swipe } from '../browser/touch.ts';
import { findChromium } from '../machine.mjs';
import { type Product, withProduct } from '../product.ts';
import { type Bench, type Figure, median } from './figures.ts';

const lines = 1_000_000;
const rounds = 5;

export const logRead: Bench = {
  name: 'log-read',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.outlive('new', '-d', '-s', 'huge', `seq ${lines}; sleep 600`);
      process.env.CHROMIUM_PATH ||= findChromium();
      const browser = await chromium.launch(chromiumLaunch());
      try {
        const page = await browser.newPage({
          viewport: { width: 360, height: 640 },
          hasTouch: true,
          isMobile: true,
        });
        page.setDefaultTimeout(120_000);
        // tsx keeps the names of functions with a call that a page does not know.
        await page.addInitScript('globalThis.__name = (named) => named');
        await pairByLink(page, product);
        return await measured(page, product);
      } finally {
        await browser.close();
      }
    }),
};

async function measured(page: Page, product: Product): Promise<Figure[]> {
  const from = `${lines / 1e6} million lines, loopback, median of ${rounds}`;
  const log = page.getByRole('log');
  await page.goto(`${product.url}/s/huge`);
  await log.locator('.log-line', { hasText: /^1000000$/ }).waitFor({ timeout: 600_000 });
  const opened: number[] = [];
  const jumps: { middle: number[]; top: number[] } = { middle: [], top: [] };
  for (let i = 0; i < rounds; i++) {
    await page.getByRole('button', { name: 'Detach' }).tap();
    await page.getByRole('link', { name: /^huge/ }).waitFor();
    // What this device kept would be shown at once, and prove nothing.
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage))
        if (key.includes('log-screen')) localStorage.removeItem(key);
    });
    await watch(page);
    await page.getByRole('link', { name: /^huge/ }).tap();
    opened.push(await untilText(page, [lines - 100, lines]));
    await page.getByRole('button', { name: 'Log options' }).tap();
    await page.getByRole('button', { name: 'Go to the start' }).tap();
    jumps.top.push(await untilText(page, [0, 100]));
    await dragHandle(page, log);
    jumps.middle.push(await untilText(page, [lines * 0.4, lines * 0.6]));
    // A tap right after a finger was lifted is taken for one that stops the momentum.
    await rested(log);
    await page.getByRole('button', { name: 'Go to the end' }).tap();
    await untilText(page, [lines - 100, lines]);
  }
  const screens = await fling(page, log);
  const blank = await page.evaluate(() => window.looking.longestBlankMs);
  return [
    { name: 'huge log, opened', value: median(opened), unit: 'ms', atMost: 300, from },
    { name: 'huge log, to the middle', value: median(jumps.middle), unit: 'ms', atMost: 300, from },
    { name: 'huge log, to the top', value: median(jumps.top), unit: 'ms', atMost: 300, from },
    {
      name: 'long fling, without text',
      value: blank,
      unit: 'ms',
      atMost: 150,
      from: `${screens} screens`,
    },
  ];
}

/** Upwards from the end, as fast as a finger goes, each frame looked at. Tells how many screens it went. */
async function fling(page: Page, log: Locator): Promise<number> {
  const line = () => page.evaluate(() => window.looking.shown?.from ?? Number.NaN);
  const { height } = (await log.boundingBox()) ?? { height: Number.NaN };
  await watch(page);
  await page.waitForFunction(() => window.looking.shown !== null);
  const before = await line();
  for (let i = 0; i < 16; i++)
    await swipe(page, { from: { x: 180, y: 150 }, to: { x: 180, y: 540 }, steps: 4 });
  await rested(log);
  const screens = Math.round((before - (await line())) / (height / 18));
  if (!(screens > 40)) throw new Error(`a fling went ${screens} screens`);
  return screens;
}

/** By the handle at the log's edge, to its middle. */
async function dragHandle(page: Page, log: Locator): Promise<void> {
  const box = await log.boundingBox();
  if (box === null) throw new Error('the log is not drawn');
  const x = box.x + box.width - 10;
  const from = { x, y: box.y + 28 };
  await drag(page, { from, to: { x, y: box.y + box.height / 2 }, steps: 12 });
}

declare global {
  interface Window {
    looking: {
      /** When a finger was last lifted or moved, and the log last jumped. */
      touchedAt: number;
      longestBlankMs: number;
      /** Lines on the screen when all of it is text, and since when; null while it is not. */
      shown: { from: number; to: number; at: number } | null;
    };
  }
}

/** From now on each frame is looked at. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const begun = window.looking !== undefined;
    window.looking = { touchedAt: performance.now(), longestBlankMs: 0, shown: null };
    if (begun) return;
    let blankSince: number | null = null;
    const touched = ({ timeStamp }: Event) => {
      window.looking.touchedAt = timeStamp;
      window.looking.shown = null;
    };
    addEventListener('click', touched, true);
    addEventListener('pointermove', touched, true);
    const look = () => {
      requestAnimationFrame(look);
      const log = document.querySelector('[role=log]');
      if (log === null) return;
      const box = log.getBoundingClientRect();
      const rows = [...log.querySelectorAll<HTMLElement>('.log-line')]
        .map((row) => ({ number: Number(row.dataset.line), at: row.getBoundingClientRect() }))
        .filter(({ at }) => at.bottom > box.top && at.top < box.bottom);
      const covered = rows
        .map(({ at }) => Math.min(at.bottom, box.bottom) - Math.max(at.top, box.top))
        .reduce((a, b) => a + b, 0);
      const now = performance.now();
      if (covered < box.height - 1) {
        blankSince ??= now;
        window.looking.longestBlankMs = Math.max(window.looking.longestBlankMs, now - blankSince);
        window.looking.shown = null;
        return;
      }
      blankSince = null;
      const numbers = rows.map(({ number }) => number);
      const at = window.looking.shown?.at ?? now;
      window.looking.shown = { from: Math.min(...numbers), to: Math.max(...numbers), at };
    };
    requestAnimationFrame(look);
  });
}

/** Milliseconds from the last touch until nothing but lines between these numbers was on the screen. */
async function untilText(page: Page, [first, last]: readonly [number, number]): Promise<number> {
  const wanted = { first, last: last + 50 };
  const found = await page.waitForFunction(({ first, last }) => {
    const { shown, touchedAt } = window.looking;
    return shown && shown.from >= first && shown.to <= last ? shown.at - touchedAt : null;
  }, wanted);
  return (await found.jsonValue()) ?? Number.NaN;
}
