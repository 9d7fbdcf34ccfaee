import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { corpus, noise } from '../hostile-output.ts';
import { expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';

/** Notes whatever the output gets the page to do. */
async function watched(page: Page, origin: string): Promise<string[]> {
  const done: string[] = [];
  page.on('dialog', (dialog) => {
    done.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:font')) done.push(`request ${url}`);
  });
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (/\["input"/.test(payload.toString())) done.push(`typed ${payload}`);
    });
  });
  page.on('popup', (popup) => void done.push(`popup ${popup.url()}`));
  page.on('framenavigated', (frame) => {
    if (!frame.url().startsWith(origin)) done.push(`navigated to ${frame.url()}`);
  });
  return done;
}

for (const seed of [0, 1]) {
  test(`[HOSTILE1] no script of the output's runs, no request leaves, the page types nothing (${seed === 0 ? 'corpus' : `noise ${seed}`})`, async ({
    page,
    product,
  }) => {
    const file = join(product.state, 'hostile');
    writeFileSync(file, seed === 0 ? corpus() : noise(seed, 4000));
    const done = await watched(page, product.url);
    await pairByLink(page, product);
    const ends = `printf '\\033\\\\\\033[!p\\033[?1049l\\033[m\\033(B\\r\\n'`;
    // What was answered to its queries is caught, raw, so that it does not end up in a shell.
    const listens = `stty raw -echo; timeout 2 cat > ${file}.typed; stty sane; echo over $(wc -c < ${file}.typed)`;
    await product.outlive(
      'new',
      '-d',
      '-s',
      'hell',
      `sleep 2; cat ${file}; ${ends}; ${listens}; sleep 600`,
    );
    // The list, the log and the terminal are all looking while it comes.
    const card = page.getByRole('link', { name: /^hell/ });
    await expect(card).toBeVisible();
    await card.tap();
    const log = page.getByRole('log', { name: 'Log of hell' });
    await openTerminal(page);
    await expect.poll(() => terminalText(page, 'hell'), { timeout: 20_000 }).toMatch(/over \d+/);
    await page.getByRole('tab', { name: 'Log' }).tap();
    await expect(log).toContainText(/over \d+/);
    await log.evaluate((element) => element.scrollTo(0, 0));
    for (const link of await log.locator('a, [role=link], button').all()) {
      const href = (await link.getAttribute('href')) ?? '';
      expect(href).not.toMatch(/^(javascript|data|file|vbscript):/i);
    }
    expect(await page.evaluate(() => (window as { pwned?: unknown }).pwned)).toBeUndefined();
    expect(
      await page.evaluate(() => document.querySelectorAll('iframe, object, embed').length),
    ).toBe(0);
    expect(done).toEqual([]);
    await expect(page).toHaveTitle(/hell · Outlive/);
    await page.getByRole('button', { name: 'Detach' }).tap();
    await expect(card).toContainText('over');
    expect(await page.evaluate(() => (window as { pwned?: unknown }).pwned)).toBeUndefined();
    expect(done).toEqual([]);
  });
}
