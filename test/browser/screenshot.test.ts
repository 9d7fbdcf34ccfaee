// The README's picture: four phones side by side, made of the real page and real sessions; and those that a
// browser shows before it installs the app.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, pairByLink, test } from './phone.ts';

/** With OUTLIVE_SCREENSHOTS set the README's own picture and the app's are made anew. */
const isForKeeps = process.env.OUTLIVE_SCREENSHOTS !== undefined;
const target = placeOf(isForKeeps ? 'docs/screenshot.png' : 'test-results/screenshot.png');
const appFolder = placeOf(isForKeeps ? 'public/app/' : 'test-results/app/');

const script = fileURLToPath(new URL('../fixtures/training/train.py', import.meta.url));
const training = `
printf '\\033[32mINFO\\033[0m loading spirals\\n'
printf '\\033[33mWARNING\\033[0m dataloader: 3 corrupt samples skipped\\n'
python3 ${script} --lr 0.03 --epochs 100 --pause 0.2
sleep 600`;

test('[PAGE4] the list, a session, its curves and the form are fit to be shown', async ({
  page,
  product,
}) => {
  const project = join(product.home, 'vision/resnet');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'train.py'), '');
  await product.outlive('new', '-d', '-s', 'prep', 'echo wrote 1281167 records in 2h03m');
  await product.outlive(
    'new',
    '-d',
    '-s',
    'exp01',
    'echo "RuntimeError: CUDA out of memory. Tried to allocate 2.5 GiB"; exit 1',
  );
  await product.outlive(
    'new',
    '-d',
    '-s',
    'dl',
    'printf "imagenet.tar  61%%  88.1G  214MB/s"; sleep 600',
  );
  await product.outlive('new', '-d', '-s', 'train', training);
  await pairByLink(page, product);
  await expect(page.getByRole('link', { name: /^exp01.*exit 1/s })).toBeVisible();
  await expect(page.getByRole('link', { name: /^train/ })).toContainText(/[3-9]\d %/, {
    timeout: 40_000,
  });
  const pictures = [await picture(page)];
  await keep(page, 'list-narrow');
  await page.getByRole('link', { name: /^train/ }).tap();
  await expect(page.getByText(/epoch \d+\/100/).first()).toBeVisible();
  pictures.push(await picture(page));
  await keep(page, 'log-narrow');
  await page.getByRole('tab', { name: 'Curves' }).tap();
  const loss = page.getByRole('img', { name: /^train_loss/ });
  await expect(loss).toBeVisible();
  const { x = 0, y = 0, width = 0 } = (await loss.boundingBox()) ?? {};
  await page.touchscreen.tap(x + width * 0.6, y + 60);
  pictures.push(await picture(page));
  await page.goto(`${product.url}/new`);
  await page.getByLabel('Command').fill('python3 train.py --lr 3e-4');
  await page.getByLabel('Directory').fill('~/vision/resnet');
  await page.getByRole('heading', { name: 'New session' }).tap();
  await expect(page.getByText(/✓ python 3/)).toBeVisible();
  pictures.push(await picture(page));
  await page.goto(product.url);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByRole('link', { name: /^train/ })).toBeVisible();
  await keep(page, 'list-wide');
  const shown = await sideBySide(page, pictures);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, shown);
});

function placeOf(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Small: whoever opens the browser's dialog waits for them. */
async function keep(page: Page, name: string): Promise<void> {
  mkdirSync(appFolder, { recursive: true });
  const options = { type: 'jpeg', quality: 60, animations: 'disabled' } as const;
  const scale = name.endsWith('wide') ? 'css' : 'device';
  writeFileSync(join(appFolder, `${name}.jpg`), await page.screenshot({ ...options, scale }));
}

async function picture(page: Page): Promise<string> {
  // What the phone draws by itself is not in the picture.
  await page.waitForLoadState('networkidle').catch(() => {});
  return (await page.screenshot({ animations: 'disabled' })).toString('base64');
}

async function sideBySide(page: Page, pictures: readonly string[]): Promise<Buffer> {
  await page.setViewportSize({ width: 1560, height: 688 });
  await page.setContent(
    `<body style="margin:0;padding:24px;display:flex;gap:24px;background:#05070a">${pictures
      .map(
        (one) => `<img style="width:360px;border-radius:24px" src="data:image/png;base64,${one}">`,
      )
      .join('')}</body>`,
  );
  return page.screenshot();
}
