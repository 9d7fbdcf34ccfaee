// What a run says of itself, on the card, as curves and beside other runs: real programs in real sessions,
// looked at with fingers.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { Product } from '../product.ts';
import { test as base, expect, pairByLink } from './phone.ts';
import { drag, pinch } from './touch.ts';

const script = fileURLToPath(new URL('../fixtures/training/train.py', import.meta.url));
const train = (options: string) => `python3 ${script} ${options}`;

const test = base.extend<object, { shared: Product }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from its pattern.
    async ({}, use) => {
      const product = new Product();
      await product.startGateway();
      await use(product);
      await product.dispose();
    },
    { scope: 'worker' },
  ],
});

/** What is read out of output comes when the machine has time for it. */
const patient = { timeout: 40_000 };

const cardOf = (page: Page, name: string) =>
  page.getByRole('link', { name: new RegExp(`^${name}\\b`) });

async function start(product: Product, name: string, command: string): Promise<void> {
  await product.outlive('new', '-d', '-s', name, command);
}

test('[CARD6] [CARD7] [CARD8] [CARD10] the list says how far each run is, and who needs somebody first', async ({
  page,
  shared: product,
}) => {
  await start(product, 'calm', 'echo hello; sleep 600');
  await start(product, 'long', `${train('--epochs 1000 --pause 0.2')}`);
  await start(product, 'failed', train('--epochs 40 --fail-at 12'));
  await start(
    product,
    'asks',
    `bash -c 'read -p "Overwrite runs/best.pt? [y/N] " answer; echo "got $answer"; sleep 600'`,
  );
  await pairByLink(page, product);
  await expect(cardOf(page, 'long')).toContainText(/\d+ %/, patient);
  await expect(cardOf(page, 'long')).toContainText(/(train|val)_(loss|acc) \d?\.?\d+/);
  await expect(cardOf(page, 'long')).toContainText('running');
  await expect(cardOf(page, 'long').locator('.card-progress')).toBeVisible();
  await expect(cardOf(page, 'calm').locator('.card-watch')).toHaveCount(0);
  await expect(cardOf(page, 'failed')).toContainText(/epoch 12 of 40.*new/s, patient);
  await expect(cardOf(page, 'asks')).toContainText('running, waits for input', patient);
  await expect(cardOf(page, 'asks')).toContainText('Overwrite runs/best.pt? [y/N]');
  const names = () => page.locator('.card-name').allInnerTexts();
  expect(await names()).toEqual(['failed', 'asks', 'calm', 'long']);
  // Looked at, it is one of those that have ended.
  await cardOf(page, 'failed').tap();
  await page.getByRole('button', { name: 'Detach' }).tap();
  await expect.poll(names).toEqual(['asks', 'calm', 'long', 'failed']);
  await expect(cardOf(page, 'failed')).not.toContainText('new');
  const yes = page.getByRole('button', { name: 'y, answer asks' });
  expect((await boxOf(yes)).height).toBeGreaterThanOrEqual(48);
  await yes.tap();
  await expect(cardOf(page, 'asks')).toContainText('got y', patient);
  await expect(yes).toBeHidden(patient);
});

test('[CURVE1] [CURVE5] [CURVE8] curves are read, zoomed and shared by touch, and lead to the log', async ({
  page,
  shared: product,
}) => {
  await start(product, 'curves', `${train('--epochs 60 --lr 0.03')}; sleep 600`);
  await pairByLink(page, product);
  await cardOf(page, 'curves').tap();
  await page.getByRole('tab', { name: 'Curves' }).tap(patient);
  const loss = page.getByRole('img', {
    name: /train_loss: last .*best .*; val_loss: last .*best /,
  });
  await expect(loss).toBeVisible(patient);
  await expect(page.getByRole('img')).toHaveCount(3);

  const readout = page.locator('.figure').filter({ has: loss }).locator('.readout');
  await drag(page, { ...(await along(loss, 0.2, 0.7)), steps: 12 });
  await expect(readout).toContainText(/step \d+.*train 0\.\d+.*val 0\.\d+/);
  const read = await stepOf(readout);
  expect(read).toBeGreaterThan(35);
  expect(read).toBeLessThan(50);

  const before = await pixelsOf(loss);
  await pinchSideways(page, loss);
  await expect(page.getByRole('button', { name: 'Show all' })).toBeVisible();
  expect(await pixelsOf(loss)).not.toBe(before);
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  await doubleTap(page, loss);
  await expect(page.getByRole('button', { name: 'Show all' })).toBeHidden();
  for (const name of ['Smooth', 'Log scale', 'By time']) {
    const chip = page.getByRole('button', { name, exact: true });
    const drawn = await pixelsOf(loss);
    await chip.tap();
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(() => pixelsOf(loss)).not.toBe(drawn);
    await chip.tap();
  }

  // Without a share sheet they are saved.
  await page.evaluate(() => Reflect.deleteProperty(Navigator.prototype, 'canShare'));
  const picture = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Share picture' }).tap();
  const png = readFileSync(await (await picture).path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(1440);
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).tap();
  const rows = readFileSync(await (await table).path(), 'utf8').split('\r\n');
  expect(rows[0]).toBe('metric,step,value,time,line');
  expect(rows.filter((row) => row.startsWith('val_loss,'))).toHaveLength(60);

  // The point of a tap is a line of the log.
  const { x, y, width } = await boxOf(loss);
  await page.touchscreen.tap(x + width * 0.5, y + 60);
  const step = await stepOf(readout);
  await readout.getByRole('button', { name: 'in the log' }).tap();
  await expect(page.getByRole('tab', { name: 'Log' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.log-line.chosen')).toContainText(`epoch ${step}/60`);
});

test('[COMP1] [COMP2] [COMP3] a long press begins a comparison of a sweep, the best on top', async ({
  page,
  shared: product,
}) => {
  await start(product, 'mute', 'echo hello; sleep 600');
  const rates = ['0.3', '0.03', '0.003'];
  for (const [i, rate] of rates.entries()) {
    await start(product, `sweep${i}`, `${train(`--epochs 25 --lr ${rate}`)}`);
  }
  await pairByLink(page, product);
  const card = cardOf(page, 'sweep1');
  await expect(card).toContainText('exit 0', patient);
  await expect(cardOf(page, 'sweep0')).toContainText(/(train|val)_/, patient);
  await expect(cardOf(page, 'sweep2')).toContainText(/(train|val)_/, patient);
  await expect(card).toContainText(/(train|val)_/, patient);
  await longPress(page, card);
  await expect(page.getByRole('checkbox', { name: /^sweep1/ })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: /^mute/ })).toBeDisabled();
  await page.getByRole('button', { name: 'All 3 of this sweep' }).tap();
  await page.getByRole('button', { name: 'Compare 3' }).tap();
  await expect(page.getByRole('heading', { name: 'Compare 3' })).toBeVisible();
  const figure = page.getByRole('img', { name: /val_.* of 3 sessions: lr 0\.\d+, last/ });
  await expect(figure).toBeVisible(patient);
  const rows = page.getByRole('row');
  await expect(rows).toHaveCount(4);
  const best = await rows.locator('td:nth-of-type(2)').allInnerTexts();
  const sorted = best.map(Number).sort((a, b) => a - b);
  const isScore = /val_acc/.test((await figure.getAttribute('aria-label')) ?? '');
  expect(best.map(Number)).toEqual(isScore ? sorted.reverse() : sorted);
  await page.reload();
  await expect(figure).toBeVisible(patient);
  const plain = await pixelsOf(figure);
  await page.getByRole('button', { name: 'Show the line of sweep0 alone' }).tap();
  await expect.poll(() => pixelsOf(figure)).not.toBe(plain);
});

async function boxOf(locator: Locator) {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not on the screen');
  return box;
}

async function along(locator: Locator, from: number, to: number) {
  const { x, y, width } = await boxOf(locator);
  const at = (part: number) => ({ x: x + width * part, y: y + 70 });
  return { from: at(from), to: at(to) };
}

async function stepOf(readout: Locator): Promise<number> {
  await expect(readout).toContainText(/step \d+/);
  return Number(/step (\d+)/.exec((await readout.textContent()) ?? '')?.[1]);
}

function pixelsOf(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}

/** Two fingers beside each other, that move apart. */
async function pinchSideways(page: Page, locator: Locator): Promise<void> {
  const { x, y, width } = await boxOf(locator);
  await pinch(page, { x: x + width / 2, y: y + 80 }, 1.8, 'beside');
}

async function doubleTap(page: Page, locator: Locator): Promise<void> {
  const { x, y, width } = await boxOf(locator);
  for (let i = 0; i < 2; i++) await page.touchscreen.tap(x + width / 2, y + 60);
}

async function longPress(page: Page, locator: Locator): Promise<void> {
  const { x, y } = await boxOf(locator);
  const input = await page.context().newCDPSession(page);
  const touchPoints = [{ x: x + 60, y: y + 30 }];
  await input.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await expect(page.getByRole('checkbox').first()).toBeVisible();
  await input.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await input.detach();
}
