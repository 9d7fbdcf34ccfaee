// A span's colours and flags as styles, readable in the theme they were made for. Styles are shared
// between spans, so that equal looks are equal objects.
import type { CSSProperties } from 'preact';
import { logFlag } from '../../server/protocol/log-page.ts';
import { paletteFor } from '../session/terminal/palette.ts';
import { contrast, leastContrast, mix, readable } from './contrast.ts';

export type LookOf = (fg: number, bg: number, flags: number) => CSSProperties;

const trueColour = 0x1000000;
/** A hostile log can name millions of colours: beyond this many looks, start over. */
const mostLooks = 4096;
const dimming = 0.42;

const names = [
  ...['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'],
  ...['brightBlack', 'brightRed', 'brightGreen', 'brightYellow'],
  ...['brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite'],
] as const;

/** The looks of one theme. */
export function createLooks(dark: boolean): LookOf {
  const palette = fullPalette(dark);
  const known = new Map<string, CSSProperties>();
  return (fg, bg, flags) => {
    const key = `${fg},${bg},${flags}`;
    let look = known.get(key);
    if (look === undefined) {
      if (known.size >= mostLooks) known.clear();
      look = lookOf(palette, { fg, bg, flags });
      known.set(key, look);
    }
    return look;
  };
}

export interface Palette {
  readonly text: number;
  readonly page: number;
  /** Behind a line that was chosen: what is readable on it is readable on the page. */
  readonly tint: number;
  /** 256 of them. */
  readonly colours: readonly number[];
}

interface Cell {
  readonly fg: number;
  readonly bg: number;
  readonly flags: number;
}

/** What a cell's text and ground look like: `ground` is null where the page shows through. */
export function coloursOf(
  { text, page, tint, colours }: Palette,
  { fg, bg, flags }: Cell,
): { ink: number; ground: number | null } {
  const rgb = (colour: number, none: number) =>
    colour < 0
      ? none
      : colour >= trueColour
        ? colour - trueColour
        : (colours[withBold(colour, flags)] ?? none);
  const inverse = (flags & logFlag.inverse) !== 0;
  const front = inverse ? rgb(bg, page) : rgb(fg, text);
  const ground = inverse ? rgb(fg, text) : bg < 0 ? null : (colours[bg] ?? rgb(bg, page));
  const behind = ground ?? tint;
  const dimmed = flags & logFlag.dim ? mix(front, behind, dimming) : front;
  const isPlain = [-1, 0, 7, 15].includes(inverse ? bg : fg);
  return { ink: isPlain && ground !== null ? crisp(dimmed) : readable(dimmed, behind), ground };

  /** Text that wants to be black or white stands out as well as it can, not just enough. */
  function crisp(wanted: number): number {
    if (contrast(wanted, behind) >= leastContrast) return wanted;
    const [best = text] = [text, page].sort((a, b) => contrast(b, behind) - contrast(a, behind));
    return readable(best, behind);
  }
}

function lookOf(palette: Palette, cell: Cell): CSSProperties {
  const { flags } = cell;
  const { ink, ground } = coloursOf(palette, cell);
  const line =
    `${flags & logFlag.underline ? 'underline ' : ''}${flags & logFlag.strike ? 'line-through' : ''}`.trim();
  const plainInk = ground === null && ink === palette.text;
  return {
    ...(flags & logFlag.hidden ? { color: 'transparent' } : plainInk ? {} : { color: hex(ink) }),
    ...(ground !== null && { backgroundColor: hex(ground) }),
    ...(flags & logFlag.bold && { fontWeight: 700 }),
    ...(flags & logFlag.italic && { fontStyle: 'italic' }),
    ...(line && { textDecoration: line }),
  };
}

/** Bold text in one of the first eight colours is bright, as in most terminals. */
function withBold(colour: number, flags: number): number {
  return flags & logFlag.bold && colour < 8 ? colour + 8 : colour;
}

/** The theme's 16 colours, the 6x6x6 cube and 24 greys. */
export function fullPalette(dark: boolean): Palette {
  const theme = paletteFor(dark);
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = Array.from({ length: 216 }, (_, i) => {
    const [r, g, b] = [Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6].map(level);
    return ((r ?? 0) << 16) | ((g ?? 0) << 8) | (b ?? 0);
  });
  const greys = Array.from({ length: 24 }, (_, i) => (8 + i * 10) * 0x10101);
  return {
    text: parseHex(theme.foreground),
    page: parseHex(theme.background),
    tint: dark ? 0x16202f : 0xe8effc,
    colours: [...names.map((name) => parseHex(theme[name])), ...cube, ...greys],
  };
}

function parseHex(text: string | undefined): number {
  return Number.parseInt((text ?? '#000000').slice(1), 16);
}

function hex(rgb: number): string {
  return `#${rgb.toString(16).padStart(6, '0')}`;
}
