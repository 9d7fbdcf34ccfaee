import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';

/** DA1, DA2, DSR, CPR, DECRQM, XTVERSION, two colours, DECRQSS; then focus is to be told. */
const queries = String.raw`\033[c\033[>c\033[5n\033[6n\033[?25$p\033[>q\033]11;?\007\033]4;1;?\007\033P$qm\033\\\033[?1004h`;

test('[STREAM6] a query is answered once; three pages, a replay, a reload and a new gateway type nothing', async ({
  browser,
  product,
}) => {
  const folder = mkdtempSync(join(product.state, 'asks-'));
  const [go, got] = [join(folder, 'go'), join(folder, 'got')];
  const ask = `while [ ! -e ${go} ]; do sleep 0.05; done; printf '${queries}asked'`;
  const program = `stty raw -echo; printf ready; ${ask}; exec cat > ${got}`;
  await product.outlive('new', '-d', '-s', 'asks', program);

  const pages = [];
  for (let i = 0; i < 3; i++) {
    const context = await browser.newContext({
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
    });
    const page = await context.newPage();
    await pairByLink(page, product);
    await page.getByRole('link', { name: /^asks/ }).tap();
    await openTerminal(page);
    await expect.poll(() => terminalText(page, 'asks')).toContain('ready');
    pages.push(page);
  }
  const [first, second, third] = pages;
  if (!first || !second || !third) throw new Error('three pages');
  writeFileSync(go, '');
  for (const page of pages) await expect.poll(() => terminalText(page, 'asks')).toContain('asked');

  await first.reload();
  await openTerminal(first);
  await expect.poll(() => terminalText(first, 'asks')).toContain('asked');
  await second.getByRole('region', { name: 'Terminal of asks' }).tap();
  await second.getByRole('tab', { name: 'Log' }).tap();
  await openTerminal(second);
  await product.stopGateway('SIGKILL');
  await product.startGateway();
  // Through the new gateway: whatever else was typed would have come before it.
  await third.getByRole('button', { name: 'Type', exact: true }).tap();
  await third.getByRole('textbox', { name: 'Type a line' }).fill('mine');
  await third.getByRole('button', { name: 'Send' }).tap();
  const typed = () => (existsSync(got) ? readFileSync(got, 'latin1') : '');
  await expect.poll(typed).toContain('mine\r');
  for (const page of pages) await page.context().close();

  const st = String.raw`\x1b\\`;
  const answers = [
    String.raw`\x1b\[\?1;2c`,
    String.raw`\x1b\[>0;276;0c`,
    String.raw`\x1b\[0n`,
    String.raw`\x1b\[1;6R`,
    String.raw`\x1b\[\?25;1\$y`,
    String.raw`\x1bP>\|Outlive\([^)]+\)${st}`,
    String.raw`\x1b\]11;rgb:[0-9a-f/]+${st}`,
    String.raw`\x1b\]4;1;rgb:[0-9a-f/]+${st}`,
    String.raw`\x1bP1\$r0m${st}`,
  ];
  expect(typed()).toMatch(new RegExp(`^${answers.join('')}mine\r$`));
});
