// The terminal under a thumb: scrolling it and the programs in it, its size, and what it hands out.
import { writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { counter, expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';
import { drag, pinch, rested, swipe } from './touch.ts';

const numbered = (count: number) => `for i in $(seq ${count}); do echo "line $i of it"; done`;
const up = { from: { x: 180, y: 400 }, to: { x: 180, y: 200 } };
const down = { from: { x: 180, y: 200 }, to: { x: 180, y: 400 } };

async function showTerminal(page: Page, name: string): Promise<Locator> {
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).tap();
  await openTerminal(page);
  return page.getByRole('region', { name: `Terminal of ${name}` });
}

/** The bytes the page sent as input, as text. */
function typedBy(page: Page): () => string {
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const [, packet] = /^42\d*(\[.*\])$/s.exec(payload.toString()) ?? [];
      const [event, request] = JSON.parse(packet ?? '[]') as [string?, { bytes?: string }?];
      if (event === 'input') sent.push(request?.bytes ?? '');
    });
  });
  return () => sent.join('');
}

const firstNumber = (text: string) => Number(/line (\d+) of it/.exec(text)?.[1]);

for (const size of [
  { width: 360, height: 640 },
  { width: 412, height: 915 },
]) {
  test(`[TERM1] [TERM2] at ${size.width}x${size.height} scrolling past the terminal's top goes on in the log at the same line`, async ({
    page,
    product,
  }) => {
    await page.setViewportSize(size);
    await pairByLink(page, product);
    await product.outlive('new', '-d', '-s', 'long', `${numbered(3000)}; ${counter}`);
    const region = await showTerminal(page, 'long');
    await expect.poll(() => terminalText(page, 'long')).toMatch(/count \d/);
    const top = () => region.evaluate((element) => element.scrollTop);
    await expect
      .poll(async () => {
        await swipe(page, down);
        await rested(region);
        return top();
      })
      .toBe(0);
    const first = firstNumber(await terminalText(page, 'long'));
    expect(first).toBeGreaterThan(100);
    await expect(page.getByRole('button', { name: 'Read on in the log' })).toBeVisible();
    await swipe(page, down);
    const log = page.getByRole('log', { name: 'Log of long' });
    await expect(log).toBeVisible();
    const firstInLog = () =>
      log.evaluate((element) => {
        const { top } = element.getBoundingClientRect();
        const rows = [...element.querySelectorAll<HTMLElement>('.log-line')];
        return rows.find((row) => row.getBoundingClientRect().bottom > top + 2)?.textContent;
      });
    await expect.poll(firstInLog).toBe(`line ${first} of it`);
  });
}

test('[TERM1] whoever moves away from the end slowly gets away, in the midst of a flood', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const flood =
    'i=0; while :; do i=$((i+1)); echo "flood $i"; [ $((i % 40)) = 0 ] && sleep 0.02; done';
  await product.outlive('new', '-d', '-s', 'flood', `seq 500; ${flood}`);
  const region = await showTerminal(page, 'flood');
  await expect.poll(() => terminalText(page, 'flood')).toContain('flood');
  // Five pixels a frame: less than a line.
  await drag(page, { from: { x: 180, y: 200 }, to: { x: 180, y: 350 }, steps: 30 });
  await rested(region);
  const fromEnd = () =>
    region.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
  const away = await fromEnd();
  expect(away).toBeGreaterThan(100);
  const read = await terminalText(page, 'flood');
  const written = async () =>
    Number(/flood (\d+)\s*$/.exec(await product.outlive('logs', '-t', 'flood', '-n', '1'))?.[1]);
  const before = await written();
  await expect.poll(written).toBeGreaterThan(before + 500);
  expect(await terminalText(page, 'flood')).toBe(read);
  expect(await fromEnd()).toBeGreaterThanOrEqual(away);
  await page.getByRole('button', { name: 'End' }).tap();
  const last = async () =>
    Number(/flood (\d+)\s*$/.exec((await terminalText(page, 'flood')).trimEnd())?.[1] ?? 0);
  const followed = await last();
  await expect.poll(last).toBeGreaterThan(followed + 200);
});

test('[TERM3] a swipe turns the wheel of vim, with momentum, and a tap puts its cursor there', async ({
  page,
  product,
}) => {
  const typed = typedBy(page);
  await pairByLink(page, product);
  const file = `${product.state}/lines.txt`;
  const vim = `vim -u NONE -c 'set mouse=a ttymouse=sgr' ${file}`;
  await product.outlive('new', '-d', '-s', 'vim', `${numbered(2000)} > ${file}; ${vim}`);
  const region = await showTerminal(page, 'vim');
  const first = async () => firstNumber(await terminalText(page, 'vim'));
  await expect.poll(first).toBe(1);
  await swipe(page, up);
  await rested(region);
  // Farther than the finger went, which was 14 lines.
  await expect.poll(first).toBeGreaterThan(20);
  expect(typed()).toMatch(/^(?:\x1b\[<65;\d+;\d+M)+$/);
  const turned = await first();
  await swipe(page, down);
  await expect.poll(first).toBeLessThan(turned - 10);
  await rested(region);
  const { x = 0, y = 0 } = (await region.boundingBox()) ?? {};
  await page.touchscreen.tap(x + 60, y + 7 + 4 * 14);
  await expect.poll(typed).toMatch(/\x1b\[<0;8;5M\x1b\[<0;8;5m$/);
});

test('[TERM3] what is moved into view of a full-screen program stays in view; a hidden cursor is not panned to', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  const file = `${product.state}/lines.txt`;
  const vim = `vim -u NONE -c 'set mouse=a ttymouse=sgr' ${file}`;
  const parked = String.raw`printf '\033[?1049h\033[?25l\033[60;90H'; read -rs -n 1; printf '\033[1;95Hx'; cat`;
  const command = `${numbered(2000)} > ${file}; ${vim}; ${parked}`;
  await product.outlive('new', '-d', '-s', 'vim', '-x', '100', '-y', '60', command);
  const region = await showTerminal(page, 'vim');
  await expect.poll(async () => firstNumber(await terminalText(page, 'vim'))).toBe(1);
  const rows = region.locator('.xterm-rows');
  const place = async () => (await rows.boundingBox()) ?? { x: 0, y: 0 };
  // Down the screen, whose first row has the cursor, with a finger that rests before it is lifted.
  const above = (await place()).y;
  await drag(page, { from: { x: 180, y: 400 }, to: { x: 180, y: 300 }, steps: 12 });
  await rested(region);
  expect((await place()).y).toBeLessThan(above - 40);
  const left = (await place()).x;
  await page.getByRole('button', { name: 'Type', exact: true }).tap();
  await page.getByRole('button', { name: 'Direct typing' }).tap();
  await page.keyboard.type(':q!');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await terminalText(page, 'vim')).trim()).toBe('');
  await page.keyboard.type('y');
  await expect.poll(async () => await terminalText(page, 'vim')).toContain('x');
  expect((await place()).x).toBe(left);
});

test('[TERM3] in a full-screen program without the mouse a swipe offers keys, and types nothing', async ({
  page,
  product,
}) => {
  const typed = typedBy(page);
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'less', `${numbered(2000)} | less`);
  const region = await showTerminal(page, 'less');
  const first = async () => firstNumber(await terminalText(page, 'less'));
  await expect.poll(first).toBe(1);
  await swipe(page, up);
  await rested(region);
  expect(typed()).toBe('');
  const next = page.getByRole('button', { name: 'PgDn' });
  await next.tap();
  await expect.poll(first).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'PgUp' }).tap();
  await expect.poll(first).toBe(1);
  await expect(next).toBeHidden();
});

test('[TERM4] [TERM5] addresses show where they lead; what a program wants copied waits for a tap', async ({
  page,
  context,
  product,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await pairByLink(page, product);
  const link = String.raw`\033]8;;https://example.com/hidden\033\\report\033]8;;\033\\`;
  const bad = String.raw`\033]8;;javascript:alert(1)\033\\bad\033]8;;\033\\`;
  const copy = (text: string) => String.raw`\033]52;c;${Buffer.from(text).toString('base64')}\007`;
  const signal = `${product.state}/go-on`;
  const wait = `while [ ! -e ${signal} ]; do sleep 0.1; done`;
  await product.outlive(
    ...['new', '-d', '-s', 'links'],
    `printf 'see https://example.com/plain.\n${bad}\n${link}\n'; ${wait}; printf '\\033]52;c;?\\007${copy('for the clipboard')}'; cat`,
  );
  const region = await showTerminal(page, 'links');
  await expect.poll(() => terminalText(page, 'links')).toContain('report');
  const { x = 0, y = 0 } = (await region.boundingBox()) ?? {};
  const sheet = page.getByRole('dialog', { name: 'Link in the terminal' });
  for (const [row, url] of [
    [0, 'https://example.com/plain'],
    // Right above the cursor, whose field a browser takes for what was meant.
    [2, 'https://example.com/hidden'],
  ] as const) {
    await page.touchscreen.tap(x + 50, y + 7 + row * 14);
    await expect(sheet.getByText(url, { exact: true })).toBeVisible();
    await sheet.getByRole('button', { name: 'Cancel' }).tap();
    await expect(sheet).toBeHidden();
  }
  const script = await region.locator('.xterm-rows > div', { hasText: 'bad' }).boundingBox();
  const { x: left, y: top, height } = script ?? { x: 0, y: 0, height: 0 };
  await page.touchscreen.tap(left + 10, top + height / 2);
  // Whatever a tap leads to has been drawn some frames later.
  await page.evaluate(async () => {
    for (let i = 0; i < 10; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // One that was opened by then would swallow this tap.
  await page.touchscreen.tap(x + 50, y + 7);
  await expect(sheet.getByText('https://example.com/plain', { exact: true })).toBeVisible();
  await sheet.getByRole('button', { name: 'Cancel' }).tap();
  await expect(sheet).toBeHidden();
  await page.evaluate(() => navigator.clipboard.writeText('as it was'));
  writeFileSync(signal, '');
  const toast = page.getByRole('button', { name: /^Tap to copy/ });
  await expect(toast).toContainText('for the clipboard');
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  expect(await clipboard()).toBe('as it was');
  await toast.tap();
  await expect.poll(clipboard).toBe('for the clipboard');
});

test('[TERM6] [TERM2] two fingers change the text size, which is kept; "Select" shows the same place as text', async ({
  page,
  product,
}) => {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'long', `${numbered(500)}; cat`);
  const region = await showTerminal(page, 'long');
  await expect.poll(() => terminalText(page, 'long')).toContain('line 500');
  const fontPx = () =>
    region
      .locator('.xterm-rows')
      .evaluate((rows) => Number.parseFloat(getComputedStyle(rows).fontSize));
  expect(await fontPx()).toBe(12);
  await pinch(page, { x: 180, y: 380 }, 1.5);
  await expect.poll(fontPx).toBe(18);
  await page.getByRole('button', { name: 'Smaller text' }).tap();
  await expect.poll(fontPx).toBe(17);
  await swipe(page, down);
  await rested(region);
  const first = firstNumber(await terminalText(page, 'long'));
  await page.getByRole('button', { name: 'Select' }).tap();
  const log = page.getByRole('log', { name: 'Log of long' });
  await expect(log.getByText(`line ${first} of it`)).toBeInViewport();
  await page.reload();
  await openTerminal(page);
  await expect.poll(fontPx).toBe(17);
});
