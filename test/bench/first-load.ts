// The first look on a phone: slow 4G (150 ms, 1.6 Mbit/s) and a processor four times slower.
import { chromium } from '@playwright/test';
import { chromiumLaunch } from '../browser/chromium.ts';
import { findChromium } from '../machine.mjs';
import { withProduct } from '../product.ts';
import { type Bench, type Figure, median } from './figures.ts';

const rounds = 5;

export const firstLoad: Bench = {
  name: 'first-load',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      for (const name of ['train', 'eval', 'dl'])
        await product.outlive('new', '-d', '-s', name, 'echo up; sleep 600');
      process.env.CHROMIUM_PATH ||= findChromium();
      const browser = await chromium.launch(chromiumLaunch());
      const times: number[] = [];
      for (let i = 0; i < rounds; i++) {
        const context = await browser.newContext({
          viewport: { width: 360, height: 640 },
          hasTouch: true,
          isMobile: true,
        });
        const page = await context.newPage();
        const { code } = JSON.parse(await product.outlive('pair', '--json'));
        await page.goto(`${product.url}/pair#${code}`);
        const pair = page.getByRole('button', { name: 'Pair' });
        await pair.click().catch(() => {});
        await page.getByRole('list', { name: 'Sessions' }).waitFor();
        const session = await context.newCDPSession(page);
        await session.send('Network.clearBrowserCache');
        await page.evaluate(() => {
          for (const key of Object.keys(localStorage))
            if (!key.includes('token') && !key.includes('device')) localStorage.removeItem(key);
        });
        await page.goto('about:blank');
        await session.send('Network.emulateNetworkConditions', {
          offline: false,
          latency: 150,
          downloadThroughput: (1.6 * 1024 * 1024) / 8,
          uploadThroughput: (0.75 * 1024 * 1024) / 8,
        });
        await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
        const begun = performance.now();
        await page.goto(product.url, { waitUntil: 'commit' });
        await page.getByRole('listitem').filter({ hasText: 'train' }).first().waitFor();
        times.push(performance.now() - begun);
        await context.close();
      }
      await browser.close();
      const from = `slow 4G, 4x processor, median of ${rounds}`;
      return [
        { name: 'first load, list visible', value: median(times), unit: 'ms', atMost: 1000, from },
      ];
    }),
};
