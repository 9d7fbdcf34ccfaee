import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { qrLines } from '../../server/cli/qr.ts';

const link = 'https://gpu01.tail1234.ts.net/pair#0123456789abcdefghijkl';

/** Reads the drawn cells back: true where a module is drawn. */
function drawn(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => {
    const cells = [...line.replace(/\u001b\[[\d;]*m/g, '')];
    return [cells.map((c) => c === '█' || c === '▀'), cells.map((c) => c === '█' || c === '▄')];
  });
}

describe('[CLI16] the QR code', () => {
  const { data, size } = encode(link, { border: 2 });

  test('is black on white, by colours of its own', () => {
    const lines = qrLines(link, true);
    for (const line of lines) expect(line).toMatch(/^\u001b\[38;5;16;48;5;231m[ █▀▄]+\u001b\[0m$/);
    expect(drawn(lines).slice(0, size)).toEqual(data);
  });

  test('draws what is light where there are no colours, with a light border', () => {
    const modules = drawn(qrLines(link, false)).slice(0, size);
    expect(modules).toEqual(data.map((row) => row.map((dark) => !dark)));
    expect(modules[0]?.every(Boolean)).toBe(true);
  });

  test('fits beside nothing else on a small terminal', () => {
    expect(size).toBeLessThanOrEqual(60);
    expect(qrLines(link, true).length).toBeLessThanOrEqual(24);
  });
});
