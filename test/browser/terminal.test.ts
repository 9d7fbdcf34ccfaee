// The terminal under a thumb: scrolling it and the programs in it, its size, and what it hands out.
import type { Locator, Page } from '@playwright/test';
import { counter, expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';
import { rested, swipe } from './touch.ts';

const numbered = (count: number) => `for i in $(seq ${count}); do echo "line $i of it"; done`;
const _up = { from: { x: 180, y: 400 }, to: { x: 180, y: 200 } };
const down = { from: { x: 180, y: 200 }, to: { x: 180, y: 400 } };

async function showTerminal(page: Page, name: string): Promise<Locator> {
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).tap();
  await openTerminal(page);
  return page.getByRole('region', { name: `Terminal of ${name}` });
}

/** The bytes the page sent as input, as text. */
function _typedBy(page: Page): () => string {
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
    await expect.poll(() => terminalText(page, 'long')).toContain('count 3');
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
