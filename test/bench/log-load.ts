// The first look at a long log on a phone: slow 4G (150 ms, 1.6 Mbit/s) and a processor four times
// slower. Bytes are those on the wire: headers, bodies as compressed, WebSocket frames.
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { chromiumLaunch } from '../browser/chromium.ts';
import { findChromium } from '../machine.mjs';
import { type Product, withProduct } from '../product.ts';
import { type Bench, type Figure, median, round } from './figures.ts';
import { lastLine } from './log-page.ts';

const rounds = 5;
const lines = 100_000;

export const logLoad: Bench = {
  name: 'log-load',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      const program = `awk 'BEGIN { for (i = 0; i <= ${lines}; i++) printf "\\033[32mstep\\033[m %d loss 0.%d lr 3e-04\\n", i, i % 9973 }'; exec sleep 600`;
      await product.outlive('new', '-d', '-s', 'train', program);
      while (!(await lastLine(product, 'train')).startsWith(`step ${lines} `));
      process.env.CHROMIUM_PATH ||= findChromium();
      const browser = await chromium.launch(chromiumLaunch());
      const loads: Load[] = [];
      for (let i = 0; i < rounds; i++) loads.push(await load(browser, product));
      await browser.close();
      const bytes = Math.max(...loads.map((one) => one.kilobytes));
      const socket = Math.max(...loads.map((one) => one.socketKilobytes));
      if (loads.some(({ terminal }) => terminal)) throw new Error('the terminal was loaded');
      return [
        {
          name: 'cold open of a log, readable',
          value: median(loads.map(({ ms }) => ms)),
          unit: 'ms',
          atMost: 1500,
          from: `${lines} lines, slow 4G, 4x processor, median of ${rounds}`,
        },
        {
          name: 'opening Curves of that log',
          value: median(loads.map(({ curvesMs }) => curvesMs)),
          unit: 'ms',
          atMost: 2000,
          from: 'from the tap on the tab to the first figure drawn',
        },
        {
          name: 'cold open of a log, all bytes',
          value: bytes,
          unit: 'KB',
          atMost: 60,
          from: `${round(socket)} KB of it WebSocket`,
        },
      ];
    }),
};

interface Load {
  readonly ms: number;
  /** From a tap on the tab to the first figure. */
  readonly curvesMs: number;
  readonly kilobytes: number;
  readonly socketKilobytes: number;
  readonly terminal: boolean;
}

async function load(browser: Browser, product: Product): Promise<Load> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await pairedAndEmpty(page, cdp, product);
  const counted = await countBytes(cdp);
  await slow(cdp);
  const begun = performance.now();
  await page.goto(`${product.url}/s/train`, { waitUntil: 'commit' });
  await page.getByRole('log').getByText(`step ${lines} `).waitFor();
  const ms = performance.now() - begun;
  await page.waitForLoadState('networkidle');
  const bytes = counted();
  const tab = page.getByRole('tab', { name: 'Curves' });
  await tab.waitFor();
  const tapped = performance.now();
  await tab.tap();
  const drawn = (element: Element) => (element as HTMLCanvasElement).width > 0;
  const figure = page.locator('canvas.plot').first();
  await figure.waitFor();
  while (!(await figure.evaluate(drawn)));
  const curvesMs = performance.now() - tapped;
  await context.close();
  return { ms, curvesMs, ...bytes };
}

/** A paired phone that has loaded nothing yet. */
async function pairedAndEmpty(page: Page, cdp: CDPSession, product: Product): Promise<void> {
  const { code } = JSON.parse(await product.outlive('pair', '--json'));
  await page.goto(`${product.url}/pair#${code}`);
  await page
    .getByRole('button', { name: 'Pair' })
    .click({ timeout: 2000 })
    .catch(() => {});
  await page.getByRole('list', { name: 'Sessions' }).waitFor();
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage))
      if (!key.includes('token') && !key.includes('device')) localStorage.removeItem(key);
  });
  await page.goto('about:blank');
  await cdp.send('Network.clearBrowserCache');
}

async function slow(cdp: CDPSession): Promise<void> {
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (0.75 * 1024 * 1024) / 8,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

async function countBytes(cdp: CDPSession): Promise<() => Omit<Load, 'ms' | 'curvesMs'>> {
  let [http, socket] = [0, 0];
  const addresses: string[] = [];
  await cdp.send('Network.enable');
  cdp.on('Network.requestWillBeSent', ({ request }) => addresses.push(request.url));
  // Of everything that was sent for a request, headers included.
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    http += encodedDataLength;
  });
  cdp.on('Network.webSocketFrameReceived', ({ response }) => {
    socket += Buffer.byteLength(response.payloadData) + 4;
  });
  return () => ({
    kilobytes: (http + socket) / 1000,
    socketKilobytes: socket / 1000,
    terminal: addresses.some((address) => /terminal-view.*\.js/.test(address)),
  });
}
