import { describe, expect, it } from 'vitest';
import { copyRequest } from '../../../../client/session/terminal/copy-request.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64');

describe('[TERM5] what a program wants on the clipboard', () => {
  it('is text, for the clipboard', () => {
    expect(copyRequest(`c;${encoded('träning ✓')}`)).toBe('träning ✓');
    expect(copyRequest(`;${encoded('from tmux')}`)).toBe('from tmux');
  });

  it.each([
    ['a question', 'c;?'],
    ['another selection', `p;${encoded('x')}`],
    ['nothing', 'c;'],
    ['no base64', 'c;*'],
    ['no text', `c;${Buffer.from([0xff, 0xfe]).toString('base64')}`],
    ['too much', `c;${encoded('x'.repeat(80_000))}`],
  ])('is not %s', (_what, data) => {
    expect(copyRequest(data)).toBeNull();
  });
});
