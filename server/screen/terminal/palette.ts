// The colours the emulator says it has. Programs only ask whether the background is dark.

const sixteen = [
  0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf, 0x555753,
  0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec,
];

/** OSC number -> colour: text, background, cursor. */
export const namedColours: ReadonlyMap<number, number> = new Map([
  [10, 0xe6e6e6],
  [11, 0x101418],
  [12, 0xe6e6e6],
]);

/** One of the 256 colours as 0xRRGGBB: the sixteen, the 6x6x6 cube, the greys; null beyond. */
export function colourOf(index: number): number | null {
  if (!Number.isInteger(index) || index < 0 || index > 255) return null;
  if (index < 16) return sixteen[index] ?? null;
  if (index >= 232) return (8 + 10 * (index - 232)) * 0x010101;
  const level = (n: number) => (n === 0 ? 0 : 55 + 40 * n);
  const at = index - 16;
  return (level(Math.floor(at / 36)) << 16) | (level(Math.floor(at / 6) % 6) << 8) | level(at % 6);
}
