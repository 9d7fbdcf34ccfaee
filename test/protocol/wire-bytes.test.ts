import { expect, test } from 'vitest';
import { fromWire, toWire } from '../../server/protocol/wire-bytes.ts';

test('[PROTO5] bytes survive the way to and from the page, few as text, many as they are', () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const many = new Uint8Array(5000).fill(0xff);
  expect(typeof toWire(every)).toBe('string');
  expect(toWire(many)).toBe(many);
  for (const bytes of [every, many, new Uint8Array(0)])
    expect(fromWire(toWire(bytes))).toEqual(bytes);
  expect(fromWire(JSON.parse(JSON.stringify(toWire(every))))).toEqual(every);
  for (const wrong of ['\u0100', 'ĳ', 7, null, undefined, [1], {}])
    expect(fromWire(wrong)).toBeNull();
});
