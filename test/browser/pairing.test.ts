// Letting one more device in from the settings, as two people with two phones do it.
import { hostname } from 'node:os';
import type { Browser, Page } from '@playwright/test';
import { encode } from 'uqr';
import { chromiumLaunch } from './chromium.ts';
import { expect, pairByLink, test } from './phone.ts';

const launch = chromiumLaunch();
/** The machine's own name, which is not the page's own loopback. */
const name = hostname().toLowerCase();
test.use({
  launchOptions: {
    ...launch,
    args: [...(launch.args ?? []), `--host-resolver-rules=MAP ${name} 127.0.0.1`],
  },
});

const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };

/** The modules of the QR code on the page, its quiet zone included, read from what is drawn. */
async function drawnModules(page: Page): Promise<boolean[][]> {
  const image = page.getByRole('img', { name: 'Pairing link as a QR code' });
  return image.evaluate(async (svg) => {
    const size = Number(svg.getAttribute('viewBox')?.split(' ')[2]);
    const copy = svg.cloneNode(true) as SVGElement;
    for (const [key, value] of Object.entries({ width: size, height: size }))
      copy.setAttribute(key, String(value));
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    const picture = new Image();
    picture.src = `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`;
    await picture.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, size, size);
    pen.drawImage(picture, 0, 0);
    const { data } = pen.getImageData(0, 0, size, size);
    return Array.from({ length: size }, (_, y) =>
      Array.from({ length: size }, (_, x) => (data[(y * size + x) * 4] ?? 255) < 128),
    );
  });
}

/** Every address that a page asks for, and with what referrer. */
function listenTo(page: Page): string[] {
  const said: string[] = [];
  page.on('request', (request) => {
    said.push(request.url(), request.headers().referer ?? '');
  });
  page.on('websocket', (socket) => void said.push(socket.url()));
  page.on('console', (message) => void said.push(message.text()));
  return said;
}

async function secondPhone(browser: Browser): Promise<Page> {
  return (await browser.newContext(phone)).newPage();
}

test('[TRUST14] the settings show a QR code that lets another phone in, name it, and revoke it', async ({
  page,
  browser,
  product,
}) => {
  const base = product.url.replace('127.0.0.1', name);
  const heard = listenTo(page);
  await pairByLink(page, product, base);
  await page.getByRole('link', { name: 'Settings' }).tap();
  const made = page.waitForResponse((answer) => answer.url().endsWith('/api/pairings'));
  await page.getByRole('button', { name: 'Pair another device' }).tap();
  const { link, code } = await (await made).json();
  expect(link.startsWith(`${base}/pair#`)).toBe(true);
  const sheet = page.getByRole('dialog', { name: 'Pair another device' });
  await expect(sheet).toContainText(code);
  expect(await drawnModules(page)).toEqual(encode(link, { border: 4 }).data);
  for (const what of [sheet.getByRole('img'), sheet.getByRole('button', { name: 'Close' })])
    await expect(what).toBeInViewport({ ratio: 1 });

  const other = await secondPhone(browser);
  const overheard = listenTo(other);
  await other.goto(link);
  await other.getByLabel("This device's name").fill('Ada’s tablet');
  await other.getByRole('button', { name: 'Pair', exact: true }).tap();
  await expect(other.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  await expect(page.getByRole('dialog', { name: 'Paired' })).toContainText(
    'Ada’s tablet is let in',
  );
  await page.getByRole('button', { name: 'Done' }).tap();

  const entry = page.getByRole('list', { name: 'Paired devices' }).getByRole('listitem').filter({
    hasText: 'Ada’s tablet',
  });
  await expect(entry).toContainText('used a moment ago from 127.0.0.1');
  await entry.getByRole('button', { name: 'Revoke' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).tap();
  await expect(entry).toHaveCount(0);
  await expect(other.getByRole('alert')).toContainText('outlive pair');
  await expect(other.getByRole('button', { name: 'Pair', exact: true })).toBeVisible();

  // [TRUST19] What lets in stands in no address, no referrer and no console.
  const token = await page.evaluate(() => JSON.stringify(Object.values(localStorage)));
  const tokens = token.match(/[\w-]{43}/g) ?? [];
  expect(tokens.length).toBeGreaterThan(0);
  for (const secret of [...tokens, link.split('#')[1], code, code.replace('-', '')]) {
    // The address that a person opens has its code in the fragment; no request carries one.
    const sent = [...heard, ...overheard].map((said) => said.replace(/#.*/, ''));
    expect(sent.filter((said) => said.includes(secret))).toEqual([]);
  }
});

test('[TRUST14] opened at an address that leads a phone nowhere, the settings show the code to type', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await page.getByRole('link', { name: 'Settings' }).tap();
  await page.getByRole('button', { name: 'Pair another device' }).tap();
  const sheet = page.getByRole('dialog', { name: 'Pair another device' });
  await expect(sheet).toContainText(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
  await expect(sheet).toContainText('leads a phone nowhere');
  await expect(sheet.getByRole('img')).toHaveCount(0);
});

test('[TRUST16] whoever was let in to watch one session finds that one, nothing to change it with, and no other', async ({
  page,
  product,
}) => {
  for (const name of ['train', 'secret'])
    await product.outlive('new', '-d', '-s', name, 'echo this is it; exec cat');
  const { link } = JSON.parse(await product.outlive('pair', '--json', '--view', 'train'));
  await page.goto(link);
  await page.getByRole('button', { name: 'Pair', exact: true }).tap();
  const list = page.getByRole('list', { name: 'Sessions' });
  await expect(list.getByRole('link')).toHaveCount(1);
  await list.getByRole('link', { name: /^train/ }).tap();
  await expect(page.getByRole('log', { name: 'Log of train' })).toContainText('this is it');
  await expect(page.getByText('You may watch this session.')).toBeVisible();
  for (const name of ['Kill', 'Type', 'Fit to this screen'])
    await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0);
  await page.goto(`${product.url}/s/secret`);
  await expect(page.getByText('This device may not look at “secret”.')).toBeVisible();
  await page.goto(`${product.url}/settings`);
  await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pair another device' })).toHaveCount(0);
});
