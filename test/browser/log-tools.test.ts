// What can be taken away from a log: a selection, a line, a link to it, a file.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { lineOf, mayCopy, openLog, training } from './log-page.ts';
import { expect, pairByLink, test } from './phone.ts';

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test('[READ13] [READ21] what the browser selects across soft wraps and lines is copied as the program wrote it', async ({
  page,
  context,
  product,
}) => {
  await context.grantPermissions(mayCopy);
  await pairByLink(page, product);
  const text =
    'a line that is longer than a phone is wide, so that it has to be wrapped two times in all before its end';
  await product.outlive(
    'new',
    '-d',
    '-s',
    'copy',
    `echo '${text}'; echo; printf 'last \\342\\200\\256abc\\342\\200\\254.\\n'; sleep 600`,
  );
  const log = await openLog(page, 'copy');
  const boxOf = async (words: string) => (await lineOf(log, words).boundingBox()) ?? fail(words);
  const first = await boxOf('a line');
  const last = await boxOf('last');
  expect(first.height).toBe(54);
  await page.mouse.move(first.x + 1, first.y + 9);
  await page.mouse.down();
  await page.mouse.move(first.x + 80, first.y + 40, { steps: 3 });
  await page.mouse.move(last.x + 120, last.y + 9, { steps: 3 });
  await page.mouse.up();
  const copied = async () => {
    await page.keyboard.press('Control+c');
    return clipboard(page);
  };
  await expect.poll(copied).toBe(`${text}\n\nlast \u202eabc\u202c.`);
  const [a = 0, c = 0] = await lineOf(log, 'last').evaluate((line) =>
    [0, 2].map((offset) => {
      const letters = [...line.childNodes].find(({ textContent }) => textContent === 'abc');
      const range = document.createRange();
      if (letters === undefined) throw new Error('the letters are not there');
      range.setStart(letters, offset);
      range.setEnd(letters, offset + 1);
      return range.getBoundingClientRect().x;
    }),
  );
  expect(c, 'read as written').toBeGreaterThan(a);
});

test('[READ13] [READ14] a tapped line is copied, linked to and shared, and the link leads back', async ({
  page,
  context,
  product,
}) => {
  await context.grantPermissions(mayCopy);
  // Chromium has no share sheet on this system; what would be given to it is looked at.
  await page.addInitScript(() => {
    Object.assign(navigator, {
      share: async (content: unknown) => void Object.assign(window, { shared: content }),
    });
  });
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'train', `${training}; sleep 600`);
  const log = await openLog(page, 'train');
  await page.getByRole('button', { name: 'Log options' }).tap();
  await page.getByRole('button', { name: 'Go to the start' }).tap();
  await lineOf(log, 'epoch 3/').tap();
  const tools = page.getByRole('toolbar', { name: 'This line' });
  await expect(tools).toContainText(/Line 3 · \d\d:\d\d:\d\d/);
  await tools.getByRole('button', { name: 'Share the line' }).tap();
  const text = 'epoch 3/3000 loss=0.3 lr=1e-4 a line that takes two rows';
  const shared = await page.evaluate(() => (window as unknown as { shared: unknown }).shared);
  await tools.getByRole('button', { name: 'Copy the line' }).tap();
  await expect(tools.getByRole('status')).toHaveText('Line copied');
  expect(await clipboard(page)).toBe(text);
  await tools.getByRole('button', { name: 'Copy a link to the line' }).tap();
  await expect(tools.getByRole('status')).toHaveText('Link copied');
  const link = await clipboard(page);
  expect(link).toMatch(/\/s\/train\?line=\d+:2$/);
  expect(shared).toEqual({ text, url: link });
  await page.goto(product.url);
  await page.goto(link);
  await expect(log.locator('.chosen')).toHaveText(text);
  await expect(log.locator('.chosen')).toBeInViewport();
  await page.goto(link.replace(/=\d+:/, '=7777:'));
  await expect(page.getByText('The line this link points to is not in this log')).toBeVisible();
  await expect(lineOf(log, 'done')).toBeInViewport();
});

test('[READ19] the log is saved as lines of text and as the bytes the program wrote', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const command = "printf 'one\\rtwo\\n\\033[31mred\\033[0m\\n'; sleep 600";
  await product.outlive('new', '-d', '-s', 'save', command);
  await openLog(page, 'save');
  const saved = async (button: string) => {
    await page.getByRole('button', { name: 'Log options' }).tap();
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: button }).tap();
    const file = await download;
    await expect(page.getByRole('dialog')).toBeHidden();
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
  };
  expect(await saved('Download text')).toEqual({ name: 'save.log', text: 'two\nred\n' });
  expect(await saved('Download raw')).toEqual({
    name: 'save.raw.log',
    text: 'one\rtwo\r\n\u001b[31mred\u001b[0m\r\n',
  });
});

test('[READ10] every colour a program can choose is readable on this screen, in both themes', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const sgr = (codes: string) => `printf '\\033[${codes}mtext\\033[0m '`;
  const each = [
    `for i in $(seq 0 255); do ${sgr('38;5;%s')} $i; ${sgr('48;5;%s')} $i; done`,
    `for i in 30 31 32 33 34 35 36 37 90 97; do for k in 1 2 3 4 7 '2;7'; do ${sgr('%s;%s')} $i $k; done; done`,
    ...['0;0;0', '255;255;255', '13;17;23', '128;128;128', '255;0;0'].map((rgb) =>
      sgr(`38;2;${rgb}`),
    ),
  ];
  await product.outlive('new', '-d', '-s', 'look', `${each.join('; ')}; sleep 600`);
  const log = await openLog(page, 'look');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const poor = () => log.evaluate(poorContrasts);
    await expect.poll(async () => (await poor()).looked).toBeGreaterThan(300);
    expect((await poor()).poor, colorScheme).toEqual([]);
  }
});

/** Runs in the page: colours as the browser computed them. */
function poorContrasts(log: Element): { looked: number; poor: string[] } {
  const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
    const [x = 0, y = 0, z = 0] = [r, g, b]
      .map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const groundOf = (element: Element | null): number[] => {
    if (element === null) return [];
    const ground = channels(getComputedStyle(element).backgroundColor);
    return ground[3] === 0 ? groundOf(element.parentElement) : ground;
  };
  const pieces = [...log.querySelectorAll('.log-line span')];
  const poor = pieces.flatMap((piece) => {
    const ink = channels(getComputedStyle(piece).color);
    const ground = groundOf(piece);
    const [light = 0, dark = 0] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05) >= 4.5 ? [] : [`${ink} on ${ground}`];
  });
  return { looked: pieces.length, poor };
}

function fail(what: string): never {
  throw new Error(`not drawn: ${what}`);
}
