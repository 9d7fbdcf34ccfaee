import { expect, it } from 'vitest';
import { cellsOf } from '../../../client/log/cells.ts';
import { lookOf, pageLines, pageText, unwrapped } from '../../../server/gateway/log/page-line.ts';
import { logFlag } from '../../../server/protocol/log-page.ts';

const line = (text: string, styles = '') => {
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return { kind: 'text', text, styles, cells, time: 5 } as const;
};

it('[GATE41] looks are numbers: flags, the palette, true colours', () => {
  expect(lookOf('1;31')).toEqual([1, -1, logFlag.bold]);
  expect(lookOf('97;104')).toEqual([15, 12, 0]);
  expect(lookOf('38;5;208')).toEqual([208, -1, 0]);
  expect(lookOf('4:3;38;2;255;136;0;48;5;4')).toEqual([0x1ff8800, 4, logFlag.underline]);
  expect(lookOf('7;9')).toEqual([-1, -1, logFlag.inverse | logFlag.strike]);
  expect(lookOf('')).toBeNull();
  expect(lookOf('53')).toBeNull();
});

it('[GATE41] spans stand where the styled text does', () => {
  const { spans } = pageText(line('ok WARN rest', '3,4:33'), 50);
  expect(spans).toEqual([[3, 4, 3, -1, 0]]);
});

it('[GATE47] links go with the line: those to the web, each as one however it is coloured', () => {
  const link = encodeURIComponent('https://example.org/runs?a=1,2');
  const other = encodeURIComponent('file:///etc/passwd');
  const { links } = pageText(
    line('see run 7 or here', `4,3:1@${link},2:31@${link},1,2@${other}`),
    50,
  );
  expect(links).toEqual([[4, 5, 'https://example.org/runs?a=1,2']]);
  for (const address of ['javascript:alert(1)', 'http://', 'https://a b', 'HTTPS://x.org/\n'])
    expect(pageText(line('x', `1:@${encodeURIComponent(address)}`), 50).links?.length ?? 0).toBe(
      address.startsWith('HTTPS') ? 1 : 0,
    );
  expect('links' in pageText(line('none', '4:31'), 50)).toBe(false);
});

it('[GATE41] lines follow each other row by row, wide characters not cut in two', () => {
  const lines = [line('x'.repeat(25)), line(''), line('訓'.repeat(11)), line('end')];
  const placed = pageLines(lines, { from: 7, fromRow: 100, width: 9 });
  expect(placed.map(({ line: number, row, rows }) => [number, row, rows])).toEqual([
    [7, 100, 3],
    [8, 103, 1],
    // Four characters fit into nine cells.
    [9, 104, 3],
    [10, 107, 1],
  ]);
  const flat = pageLines(lines, { from: 0, fromRow: 0, width: unwrapped });
  expect(flat.map(({ rows }) => rows)).toEqual([1, 1, 1, 1]);
});

it('[GATE41] what is missing or repeated has its kind and its amount', () => {
  const say = (note: Parameters<typeof pageText>[0]) => {
    const { kind, text } = pageText(note, 50);
    return [kind, text];
  };
  expect(say({ kind: 'gap', bytes: 4096, skipped: false, time: null })).toEqual(['gap', '4096']);
  expect(say({ kind: 'gap', bytes: 99, skipped: true, time: null })).toEqual(['poison', '99']);
  expect(say({ kind: 'repeat', lines: 3, count: 12, time: null })).toEqual(['repeat', '12']);
});
