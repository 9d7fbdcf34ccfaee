// A flood that a real page looks on at: how long until its terminal shows the end, against a page
// that writes all that comes into xterm.js.
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumLaunch } from '../browser/chromium.ts';
import { findChromium } from '../machine.mjs';
import { type Product, withProduct } from '../product.ts';
import { type BareServer, startBareServer } from './bare.ts';
import { type Bench, type Figure, median, round } from './figures.ts';

const rounds = 3;
const lines = 1_000_000;
const megabytes = 7.9;
const program = `read x; seq 1 ${lines}; echo the-${'end'}; sleep 600`;
const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };

export const pageFlood: Bench = {
  name: 'page-flood',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const bare = await startBareServer();
      await product.startGateway();
      await product.pair();
      process.env.CHROMIUM_PATH ||= findChromium();
      const browser = await chromium.launch(chromiumLaunch());
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let n = 0; n < rounds; n++) {
        ours.push(await ourFlood(browser, product, `flood${n}`));
        theirs.push(await bareFlood(browser, bare));
      }
      await browser.close();
      bare.close();
      const [our, their] = [median(ours), median(theirs)];
      const rate = (seconds: number) => `${round(megabytes / seconds)} MB/s`;
      const from = `${megabytes} MB shown in ${round(our)} s (${rate(our)}) against ${round(their)} s (${rate(their)})`;
      return [
        {
          name: 'flood, until a page shows its end',
          value: our / their,
          unit: 'x',
          atMost: 2,
          from,
        },
      ];
    }),
};

/** Seconds from `go` until the page's terminal shows the end. */
async function untilShown(page: Page, go: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await go();
  await page.waitForFunction(
    () => document.querySelector('.xterm-rows')?.textContent?.includes('the-end'),
    null,
    { timeout: 120_000 },
  );
  return (performance.now() - begun) / 1000;
}

async function ourFlood(browser: Browser, product: Product, name: string): Promise<number> {
  await product.outlive('new', '-d', '-s', name, program);
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const { code } = JSON.parse(await product.outlive('pair', '--json'));
  await page.goto(`${product.url}/pair#${code}`);
  await page
    .getByRole('button', { name: 'Pair', exact: true })
    .click()
    .catch(() => {});
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await page.locator('.xterm-rows').waitFor();
  const socket = await product.connect();
  const session = await product.idOf(name);
  const bytes = Buffer.from('\n');
  const took = await untilShown(page, () =>
    socket.emitWithAck('input', { session, source: 'bench', seq: 1, bytes }),
  );
  socket.disconnect();
  await context.close();
  await product.outlive('kill-session', '-t', name);
  return took;
}

async function bareFlood(browser: Browser, bare: BareServer): Promise<number> {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(`${bare.url}/#${encodeURIComponent(JSON.stringify(['sh', '-c', program]))}`);
  await page.locator('.xterm-rows').waitFor();
  const took = await untilShown(page, () =>
    page.evaluate(() => (window as unknown as { send(text: string): void }).send('\n')),
  );
  await context.close();
  return took;
}
