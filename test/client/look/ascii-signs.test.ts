import { describe, expect, it } from 'vitest';
import { asciiSigns } from '../../../client/look/ascii-signs.ts';

describe('signs that a keyboard has improved', () => {
  it('[TYPE7] are offered as a shell reads them', () => {
    expect(asciiSigns('python train.py \u2014lr \u201c0.1\u201d')).toBe(
      'python train.py --lr "0.1"',
    );
    expect(asciiSigns('run \u2013epochs 3 \u2013v')).toBe('run --epochs 3 -v');
    expect(asciiSigns('echo \u2018it\u2019s\u2019\u2026')).toBe("echo 'it's'...");
    expect(asciiSigns('a\u00a0b 1e\u22123 p. 3\u20134')).toBe('a b 1e-3 p. 3-4');
  });

  it('[TYPE7] nothing else is offered: other languages and plain text stay', () => {
    for (const text of [
      '',
      'ls --all',
      'echo "x"',
      'gr\u00fc\u00dfe',
      '\u65e5\u672c\u8a9e',
      '\u05d0-\u05d1',
    ]) {
      expect(asciiSigns(text)).toBeNull();
    }
  });

  it('[TYPE7] what was taken needs no second offer', () => {
    for (let code = 0x80; code < 0x3100; code++) {
      const plain = asciiSigns(`a ${String.fromCharCode(code)}b`);
      if (plain !== null) expect(asciiSigns(plain)).toBeNull();
    }
  });
});
