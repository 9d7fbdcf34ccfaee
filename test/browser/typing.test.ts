// Typing with a thumb: lines, keys, and straight into the program as a phone's keyboard does it.
import type { CDPSession, Page } from '@playwright/test';
import { expect, openTerminal, pairByLink, terminalText, test } from './phone.ts';

/** Says each byte that is typed. */
const echoBytes = `stty raw -echo; echo ready; exec cat -v`;

async function start(page: Page, product: Parameters<typeof pairByLink>[1], command: string) {
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'job', command);
  await page.getByRole('link', { name: /^job/ }).tap();
  await openTerminal(page);
}

const text = (page: Page) => terminalText(page, 'job');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const openPanel = (page: Page) => button(page, 'Type').tap();
const line = (page: Page) => page.getByRole('textbox', { name: 'Type a line' });

/** Gboard: words are composed letter by letter, and given out when they are done. */
class Gboard {
  readonly #input: CDPSession;

  constructor(input: CDPSession) {
    this.#input = input;
  }

  async compose(...steps: string[]): Promise<void> {
    for (const text of steps) {
      await this.#input.send('Input.imeSetComposition', {
        ...{ text, selectionStart: text.length, selectionEnd: text.length },
      });
    }
  }

  /** Ends the composition with this. */
  async commit(text: string): Promise<void> {
    await this.#input.send('Input.insertText', { text });
  }

  async backspace(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const key = { key: 'Backspace', code: 'Backspace', windowsVirtualKeyCode: 8 };
      await this.#input.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
      await this.#input.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    }
  }
}

test('[TYPE1] [TYPE2] what a phone keyboard does becomes the keys that make the same text', async ({
  page,
  product,
}) => {
  await start(page, product, echoBytes);
  await expect.poll(() => text(page)).toContain('ready');
  await openPanel(page);
  await button(page, 'Direct typing').tap();
  await expect(page.getByRole('textbox', { name: 'Type directly' })).toBeFocused();
  const gboard = new Gboard(await page.context().newCDPSession(page));
  const typed = async () =>
    (await text(page))
      .split('ready')
      .at(-1)
      ?.replace(/\s*\n\s*/g, '');
  // A word, a space, a word that is corrected when it is done.
  await gboard.compose('h', 'he', 'hel', 'hello');
  await gboard.commit('hello');
  await gboard.commit(' ');
  await expect.poll(typed).toBe('hello');
  await gboard.compose('t', 'te', 'teh');
  await gboard.commit('the');
  await gboard.commit('|');
  await expect.poll(typed).toMatch(/^hello (?:the|teh\^\?\^\?he)\|$/);
  // Backspace that repeats, past what was typed: what stood there before is the program's.
  await gboard.backspace(12);
  await expect.poll(typed).toMatch(/\|(?:\^\?){12}$/);
  await gboard.commit('日本');
  await gboard.compose('k', 'か', 'かn', 'かんじ');
  await gboard.commit('漢字');
  await gboard.commit('|');
  await expect.poll(typed).toMatch(/M-f.*\|$/);
  expect(await typed()).not.toMatch(/\^\?k/);
});

test('[TYPE4] [TYPE5] what is echoed can be sent again, a password cannot; a line may have several lines', async ({
  page,
  product,
}) => {
  const shell = `stty echo; read -p "name: " a; read -s -p "word: " b; echo; read -s -p "more: " c; echo; echo "got $a $b"; cat`;
  await start(page, product, shell);
  await expect.poll(() => text(page)).toContain('name:');
  await openPanel(page);
  const send = async (words: string) => {
    await line(page).fill(words);
    await line(page).press('Enter');
  };
  await send('ada');
  await expect.poll(() => text(page)).toContain('word:');
  await send('hunter2');
  await expect.poll(() => text(page)).toContain('more:');
  await send('ada');
  await expect.poll(() => text(page)).toContain('got ada hunter2');
  await line(page).fill('first line');
  await button(page, 'More keys').tap();
  await button(page, 'New line').tap();
  await line(page).pressSequentially('second line');
  await button(page, 'Send').tap();
  await expect.poll(() => text(page)).toContain('second line\nfirst line');
  await button(page, 'Sent lines').tap();
  const sheet = page.getByRole('dialog', { name: 'Sent lines' });
  await expect(sheet.getByRole('listitem')).toHaveText(['first line\nsecond line', 'ada']);
  await sheet.getByRole('button', { name: 'ada' }).tap();
  await expect(line(page)).toHaveValue('ada');
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(stored).toContain('first line');
  expect(stored).not.toContain('hunter2');
});

test('[TYPE3] [TERM7] keys leave the keyboard as it is; Ctrl and Alt wait for the next character', async ({
  page,
  product,
}) => {
  await start(page, product, echoBytes);
  await expect.poll(() => text(page)).toContain('ready');
  const typed = async () =>
    (await text(page))
      .split('ready')
      .at(-1)
      ?.replace(/\s*\n\s*/g, '');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  // With the keyboard closed, output and keys open none.
  await openPanel(page);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await button(page, 'Up').tap();
  await page.getByRole('region', { name: 'Terminal of job' }).tap();
  expect(
    await page.evaluate(() =>
      document.activeElement?.matches('textarea:not([inputmode=none]), input'),
    ),
  ).toBe(false);
  await line(page).tap();
  for (const name of ['Esc', 'Tab', 'Left', 'Ctrl+C']) await button(page, name).tap();
  await button(page, 'Ctrl').tap();
  await expect(button(page, 'Ctrl')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.insertText('r');
  await button(page, 'Alt').tap();
  await page.keyboard.insertText('x');
  await button(page, 'More keys').tap();
  for (const name of ['|', '~', '/', '-', 'PgUp', 'Home']) await button(page, name).tap();
  await button(page, 'More keys').tap();
  for (const name of ['F1', 'F10']) await button(page, name).tap();
  expect(await focused()).toBe('Type a line');
  await expect(line(page)).toHaveValue('');
  await expect
    .poll(async () => (await typed())?.replace(/ +/, ' '))
    .toBe('^[[A^[ ^[[D^C^R^[x|~/-^[[5~^[[H^[OP^[[21~');
});

test('[TYPE6] a real keyboard just works: characters, Alt, function keys, application cursor keys, pastes', async ({
  browser,
  product,
}) => {
  const context = await browser.newContext({
    viewport: { width: 1000, height: 700 },
    hasTouch: false,
    isMobile: false,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const { code } = JSON.parse(await product.outlive('pair', '--json'));
  await page.goto(`${product.url}/pair#${code}`);
  await button(page, 'Pair').click();
  const modes = String.raw`printf '\033[?1h\033[?2004h'`;
  await product.outlive('new', '-d', '-s', 'job', `${modes}; ${echoBytes}`);
  await page.getByRole('link', { name: /^job/ }).click();
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await expect.poll(() => text(page)).toContain('ready');
  const typed = async () =>
    (await text(page))
      .split('ready')
      .at(-1)
      ?.replace(/\s*\n\s*/g, '');
  await page.keyboard.type('aé');
  for (const key of [
    'ArrowUp',
    'Alt+b',
    'F5',
    'Control+ArrowRight',
    'Control+a',
    'Shift+Tab',
    'Backspace',
    'Escape',
  ]) {
    await page.keyboard.press(key);
  }
  await expect.poll(typed).toBe('aM-CM-)^[OA^[b^[[15~^[[1;5C^A^[[Z^?^[');
  await page.evaluate(() => navigator.clipboard.writeText('pasted'));
  await button(page, 'Larger text').click();
  await page.keyboard.press('Control+Shift+V');
  await expect.poll(typed).toMatch(/\^\[\[200~pasted\^\[\[201~$/);
  await context.close();
});

test('[TYPE6] on a phone with a real keyboard it works, too, whatever was tapped last', async ({
  page,
  product,
}) => {
  await start(page, product, echoBytes);
  await expect.poll(() => text(page)).toContain('ready');
  const typed = async () =>
    (await text(page))
      .split('ready')
      .at(-1)
      ?.replace(/\s*\n\s*/g, '');
  for (const key of ['a', 'F2', 'Alt+b']) await page.keyboard.press(key);
  await expect.poll(typed).toBe('a^[OQ^[b');
  await page.getByRole('region', { name: 'Terminal of job' }).tap();
  for (const key of ['ArrowUp', 'Enter', 'Backspace']) await page.keyboard.press(key);
  await expect.poll(typed).toBe('a^[OQ^[b^[[A^M^?');
});

test('[TERM7] [PAGE38] the keyboard on the screen changes no size and does not cover the cursor', async ({
  page,
  product,
}) => {
  await start(
    page,
    product,
    'trap "stty size" WINCH; stty size; seq 25; printf "cursor> "; while :; do sleep 0.1; done',
  );
  await expect.poll(() => text(page)).toContain('cursor>');
  await openPanel(page);
  // As tall as a phone with its keyboard open: the page is told by its visual viewport.
  await page.setViewportSize({ width: 360, height: 330 });
  const cursor = page.locator('.xterm-cursor');
  await expect(cursor).toBeInViewport({ ratio: 1 });
  const place = async () => {
    const box = await cursor.boundingBox();
    const panel = await page.getByRole('toolbar', { name: 'Keys' }).boundingBox();
    return { bottom: (box?.y ?? 0) + (box?.height ?? 0), panel: panel?.y ?? 0 };
  };
  await expect
    .poll(async () => (await place()).panel - (await place()).bottom)
    .toBeGreaterThanOrEqual(0);
  await expect(button(page, 'Send')).toBeInViewport({ ratio: 1 });
  expect((await text(page)).match(/^\d+ \d+$/gm)).toEqual(['30 100']);
});

test('[TYPE8] [TYPE9] a line that would be cut is shown, not typed; output that Ctrl+S holds back goes on with a tap', async ({
  page,
  product,
}) => {
  const counting = 'for i in $(seq 100000); do echo count $i; sleep 0.05; done';
  await pairByLink(page, product);
  await product.outlive('new', '-d', '-s', 'job', counting);
  await page.getByRole('link', { name: /^job/ }).tap();
  const log = page.getByRole('tabpanel');
  await expect(log).toContainText('count 5');
  await openPanel(page);
  await line(page).fill('x'.repeat(5000));
  await button(page, 'Send').tap();
  await expect(page.getByText('A line of 5000 bytes would be cut')).toBeVisible();
  await button(page, 'Discard').tap();
  await button(page, 'Ctrl').tap();
  await line(page).pressSequentially('s');
  const goOn = button(page, 'Go on (Ctrl+Q)');
  await goOn.tap();
  await expect(goOn).toBeHidden();
  const said = await product.outlive('logs', '-t', 'job');
  await expect
    .poll(async () => (await product.outlive('logs', '-t', 'job')).length)
    .toBeGreaterThan(said.length);
});
