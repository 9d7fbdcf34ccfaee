import unicode11 from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { cellsOf } from '../../../client/log/cells.ts';

test('[READ3] every character that is two cells wide for the emulator is so here, and no other', () => {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  terminal.loadAddon(new unicode11.Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const { _core: core } = terminal as unknown as {
    _core: { unicodeService: { wcwidth(code: number): number } };
  };
  const wrong: string[] = [];
  for (let code = 0x20; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const wide = cellsOf(String.fromCodePoint(code)) === 2;
    if (wide !== (core.unicodeService.wcwidth(code) === 2)) wrong.push(code.toString(16));
  }
  terminal.dispose();
  expect(wrong).toEqual([]);
});

test('[READ3] what joins the character before it takes no cell', () => {
  expect(['\u0301', '\u200d', '\ufe0f'].map(cellsOf)).toEqual([0, 0, 0]);
  expect(['a', 'é', '─', '█'].map(cellsOf)).toEqual([1, 1, 1, 1]);
});
