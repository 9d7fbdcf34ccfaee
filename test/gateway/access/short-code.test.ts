import { describe, expect, it } from 'vitest';
import {
  newShortCode,
  parseShortCode,
  showShortCode,
} from '../../../server/gateway/access/short-code.ts';

describe('short pairing code', () => {
  it('[TRUST3] a shown code is read back, whatever the case, spaces and dashes', () => {
    for (let i = 0; i < 200; i++) {
      const code = newShortCode();
      const shown = showShortCode(code);
      expect(shown).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      for (const typed of [
        shown,
        shown.toLowerCase(),
        ` ${code} `,
        shown.replace('-', ' \u2013 '),
      ]) {
        expect(parseShortCode(typed)).toBe(code);
      }
    }
  });

  it('[TRUST3] look-alikes stand for the digits they look like', () => {
    expect(parseShortCode('oOiI-lL01')).toBe('00111101');
  });

  it.each(['', '1234567', '123456789', '1234-567U', '1234-567é'])('"%s" is no code', (typed) => {
    expect(parseShortCode(typed)).toBeNull();
  });
});
