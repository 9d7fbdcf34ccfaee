// Keeps text readable: a colour is moved towards white or black until it stands out from what is
// behind it by 4.5 to 1, the ratio WCAG asks of text. Numbers in and out, 0xRRGGBB.

export const leastContrast = 4.5;
const white = 0xffffff;
const black = 0;
const steps = 64;

/** `fg` itself when it stands out already, else the nearest mix that does. */
export function readable(fg: number, bg: number): number {
  if (contrast(fg, bg) >= leastContrast) return fg;
  const lighter = luminance(fg) >= luminance(bg);
  const first = lighter ? white : black;
  const towards = contrast(first, bg) >= leastContrast ? first : lighter ? black : white;
  for (let step = 1; step < steps; step++) {
    const mixed = mix(fg, towards, step / steps);
    if (contrast(mixed, bg) >= leastContrast) return mixed;
  }
  return towards;
}

/** From 1 (the same) to 21 (black and white). */
export function contrast(one: number, other: number): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `amount` 0 is `from`, 1 is `to`. */
export function mix(from: number, to: number, amount: number): number {
  const channel = (shift: number) => {
    const a = (from >> shift) & 0xff;
    const b = (to >> shift) & 0xff;
    return Math.round(a + (b - a) * amount) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(rgb: number): number {
  const channel = (shift: number) => {
    const part = ((rgb >> shift) & 0xff) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
}
