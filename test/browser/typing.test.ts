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
const _line = (page: Page) => page.getByRole('textbox', { name: 'Type a line' });

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
