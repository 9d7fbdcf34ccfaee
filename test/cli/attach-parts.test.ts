import { describe, expect, test } from 'vitest';
import { Keys } from '../../server/cli/attach/keys.ts';
import { WithoutQueries } from '../../server/cli/attach/queries.ts';

describe('[CLI25] the keys of an attached terminal', () => {
  /** What a terminal's words mean: typed text, or an action's name in brackets. */
  const read = (keys: Keys, text: string) =>
    keys
      .read(Buffer.from(text))
      .map((action) => (action.kind === 'type' ? action.bytes.toString() : `<${action.kind}>`));

  test.each([
    ['what is no prefix is typed', 'ls\r\u001b[A', ['ls\r\u001b[A']],
    ['Ctrl+b d detaches', 'a\u0002d', ['a', '<detach>']],
    ['Ctrl+b [ shows the log', '\u0002[', ['<log>']],
    ['Ctrl+b Ctrl+b types one Ctrl+b', 'a\u0002\u0002b', ['a', '\u0002', 'b']],
    ['other keys after Ctrl+b do nothing', 'a\u0002xb', ['a', 'b']],
    [
      'a paste is typed whole',
      '\u001b[200~a\u0002db\u001b[201~\u0002d',
      ['\u001b[200~a\u0002db\u001b[201~', '<detach>'],
    ],
  ])('%s', (_, text, expected) => {
    expect(read(new Keys(), text)).toEqual(expected);
  });

  test('the prefix and its key may come apart', () => {
    const keys = new Keys();
    expect(read(keys, 'a\u0002')).toEqual(['a']);
    expect(read(keys, 'db')).toEqual(['<detach>', 'b']);
  });
});

describe('[CLI27] output on its way to a real terminal', () => {
  const pass = (text: string, cut = Number.POSITIVE_INFINITY) => {
    const filter = new WithoutQueries();
    const bytes = Buffer.from(text);
    const parts: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += cut)
      parts.push(filter.pass(bytes.subarray(at, at + cut)));
    return Buffer.concat(parts).toString();
  };

  test.each([
    ['DA1, DA2, DA3', '\u001b[c\u001b[0c\u001b[>c\u001b[>0c\u001b[=c'],
    ['DSR, CPR', '\u001b[5n\u001b[6n\u001b[?6n\u001b[?996n'],
    ['DECRQM', '\u001b[?2026$p\u001b[4$p'],
    ['XTVERSION, DECREQTPARM, the keyboard protocol', '\u001b[>q\u001b[>0q\u001b[x\u001b[?u'],
    ['window reports', '\u001b[14t\u001b[18t\u001b[21t\u001b[14;2t'],
    ['DECRQSS, XTGETTCAP', '\u001bP$qm\u001b\\\u001bP+q544e\u001b\\'],
    ['colours', '\u001b]10;?\u0007\u001b]11;?\u001b\\\u001b]4;1;?\u0007\u001b]4;1;?;2;?\u001b\\'],
    ["the clipboard's content", '\u001b]52;c;?\u0007'],
    ['DECID, ENQ', '\u001bZ\u0005'],
  ])('%s: not asked', (_, queries) => {
    const text = `é${queries.split('\u001b').join('\u001b')}日`;
    expect(pass(text)).toBe('é日');
    expect(pass(text, 1)).toBe('é日');
    expect(pass(text, 3)).toBe('é日');
  });

  test('everything else passes as it is', () => {
    const text =
      '\u001b[1;31mred\u001b[m\u001b[u\u001b[2J\u001b[?25l\u001b[22;0t\u001b]0;title?\u0007\u001b]10;#fff\u0007\u001b]52;c;aGk=\u0007\u001b[4:3m\u001b[0 q\u001b[!p日本\r\n';
    expect(pass(text)).toBe(text);
    expect(pass(text, 1)).toBe(text);
    expect(new WithoutQueries().pass(Uint8Array.of(0xff, 0xfe, 0x41))).toEqual(
      Buffer.from([0xff, 0xfe, 0x41]),
    );
  });
});
