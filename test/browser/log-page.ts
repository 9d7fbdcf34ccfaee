// What the tests of the log share: opening it, looking at its lines and at every frame of it.
import type { Locator, Page } from '@playwright/test';
import { expect } from './phone.ts';

export const training = String.raw`
i=0; while [ $i -lt 3000 ]; do i=$((i+1)); printf 'epoch %s/3000 \033[34mloss\033[0m=0.3 lr=1e-4 a line that takes two rows\n' $i; done
echo "RuntimeError: CUDA out of memory, see https://example.com/oom?x=1."
printf 'tr\303\244ning \350\250\223\347\267\264 \360\237\216\211 done\n'`;

/** The browser's own word for these is not in Playwright's list for every engine. */
export const mayCopy = ['clipboard-read', 'clipboard-write'];

/** From the list. */
export async function openLog(page: Page, name: string): Promise<Locator> {
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).tap();
  const log = page.getByRole('log', { name: `Log of ${name}` });
  // Deriving gives way to whatever else the machine has to do.
  await expect(log.locator('.log-line').first()).toBeVisible({ timeout: 30_000 });
  return log;
}

export const lineOf = (log: Locator, text: string) =>
  log.locator('.log-line', { hasText: text }).last();

export const topOf = (log: Locator) => log.evaluate((element) => element.scrollTop);

/** The number of the first line on the screen. */
export const readingAt = (log: Locator) =>
  log.evaluate((element) => {
    const { top } = element.getBoundingClientRect();
    const rows = [...element.querySelectorAll<HTMLElement>('.log-line')];
    return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.dataset.line;
  });

/** Looks at every frame from now on; tells how many had a blank row, and the most rows in the page. */
export async function watchFrames(
  log: Locator,
): Promise<() => Promise<{ blank: number; nodes: number }>> {
  await log.evaluate((element) => {
    const seen = { blank: 0, nodes: 0 };
    Object.assign(window, { seen });
    const look = () => {
      const box = element.getBoundingClientRect();
      const rows = [...element.querySelectorAll('.log-line')].map((row) =>
        row.getBoundingClientRect(),
      );
      const covered = rows
        .map((row) => Math.max(0, Math.min(row.bottom, box.bottom) - Math.max(row.top, box.top)))
        .reduce((a, b) => a + b, 0);
      if (covered < box.height - 1) seen.blank++;
      seen.nodes = Math.max(seen.nodes, rows.length);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () =>
    log.evaluate(() => (window as unknown as { seen: { blank: number; nodes: number } }).seen);
}

/** From now on, positions that are written while a finger is down or has moved the log just now. */
export async function watchWrites(log: Locator): Promise<() => Promise<number[]>> {
  await log.evaluate((element) => {
    const position = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop');
    const writes: number[] = [];
    let [touches, movedAt, written] = [0, Number.NEGATIVE_INFINITY, element.scrollTop];
    const touched = (event: TouchEvent) => {
      touches = event.touches.length;
    };
    element.addEventListener('touchstart', touched as EventListener);
    addEventListener('touchend', touched);
    addEventListener('touchcancel', touched);
    element.addEventListener('scroll', () => {
      if (Math.abs(element.scrollTop - written) >= 1) movedAt = performance.now();
    });
    Object.defineProperty(element, 'scrollTop', {
      get: () => position?.get?.call(element),
      set(value: number) {
        if (touches > 0 || performance.now() - movedAt < 100) writes.push(value);
        position?.set?.call(element, value);
        written = element.scrollTop;
      },
    });
    Object.assign(window, { writes });
  });
  return () => log.evaluate(() => (window as unknown as { writes: number[] }).writes);
}
