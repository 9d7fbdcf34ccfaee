// What a cell of xterm's buffer holds, taken from the words it is packed in. Reading the words is
// several times faster than xterm's own interface, and the transcript reads every cell once.
import type { Core, CoreAttributes, CoreBuffer, CoreExtended, CoreLine } from './core.ts';

const combined = 0x200000;
const codePoint = 0x1fffff;
const hasContent = 0x3fffff;
const widthShift = 22;
/** The null cell of one column, as erasing leaves it. */
export const nullContent = 1 << widthShift;

const colourMode = 0x3000000;
const colourBits = 0x3ffffff;
const palette16 = 0x1000000;
const palette256 = 0x2000000;

const inverse = 0x4000000;
const bold = 0x8000000;
const underline = 0x10000000;
const blink = 0x20000000;
const invisible = 0x40000000;
const struck = 0x80000000;
const italic = 0x4000000;
const dim = 0x8000000;
const extended = 0x10000000;
const protectedCell = 0x20000000;
const overline = 0x40000000;
const underlineStyleShift = 26;

/** Words a cell takes in `CoreLine._data`: content, foreground, background. */
export const cellWords = 3;

/** The cell's text: empty for a cell never written or erased, and behind a wide character. */
export function textOf(line: CoreLine, column: number): string {
  const content = line._data[column * cellWords] ?? 0;
  if ((content & combined) !== 0) return line._combined[column] ?? '';
  const code = content & codePoint;
  return code === 0 ? '' : String.fromCodePoint(code);
}

/** 0 behind a wide character, 2 for a wide one, else 1. */
export function widthOf(line: CoreLine, column: number): number {
  return (line._data[column * cellWords] ?? 0) >>> widthShift;
}

export function isNull(line: CoreLine, column: number): boolean {
  return ((line._data[column * cellWords] ?? 0) & hasContent) === 0;
}

/** Everything an SGR sequence sets, and the hyperlink. */
export interface Style {
  readonly fg: number;
  readonly bg: number;
  readonly extended: CoreExtended | null;
}

export const plainStyle: Style = { fg: 0, bg: 0, extended: null };

export function styleOf(line: CoreLine, column: number): Style {
  const fg = line._data[column * cellWords + 1] ?? 0;
  const bg = line._data[column * cellWords + 2] ?? 0;
  return { fg, bg, extended: (bg & extended) !== 0 ? (line._extendedAttrs[column] ?? null) : null };
}

export function styleOfAttributes({ fg, bg, extended: more }: CoreAttributes): Style {
  return { fg, bg, extended: (bg & extended) !== 0 ? more : null };
}

/** The brush that a saved cursor holds. A link is no part of it. */
export function savedStyle({ savedCurAttrData }: CoreBuffer): Style {
  const style = styleOfAttributes(savedCurAttrData);
  if (style.extended === null || style.extended.urlId === 0) return style;
  const unlinked = style.extended.clone();
  unlinked.urlId = 0;
  return { ...style, extended: unlinked };
}

export function sameStyle(a: Style, b: Style): boolean {
  if (a.fg !== b.fg || a.bg !== b.bg) return false;
  if (a.extended === b.extended) return true;
  return a.extended?._ext === b.extended?._ext && a.extended?.urlId === b.extended?.urlId;
}

/** 0 for none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed. xterm draws links dashed, which is not theirs. */
function underlineOf({ fg, extended: more }: Style): number {
  const own = more === null ? 0 : (more._ext >>> underlineStyleShift) & 7;
  return own || ((fg & underline) !== 0 ? 1 : 0);
}

/** Two styles look the same: also when xterm came by them in different ways. */
export function sameLook(a: Style, b: Style): boolean {
  const flags = protectedCell | extended;
  return (
    ((clean(a.fg) ^ clean(b.fg)) & ~underline) === 0 &&
    ((clean(a.bg) ^ clean(b.bg)) & ~flags) === 0 &&
    underlineOf(a) === underlineOf(b)
  );
}

/** xterm leaves bits of an older colour behind where a palette's number needs only eight. */
function clean(colour: number): number {
  const mode = colour & colourMode;
  return mode === palette16 || mode === palette256 ? colour & ~0xffff00 : colour;
}

/** A null cell of this style shows nothing but this background. */
export function backgroundOnly({ bg }: Style): Style {
  return { fg: 0, bg: bg & colourBits, extended: null };
}

/** A blank of this style can be seen. */
export function showsWhenBlank(style: Style): boolean {
  return blankShows(style.fg, style.bg) || underlineOf(style) > 0;
}

/** The same for a cell without extended attributes, from its words. */
export function blankShows(fg: number, bg: number): boolean {
  return (bg & (colourMode | overline)) !== 0 || (fg & (inverse | underline | struck)) !== 0;
}

/** The SGR parameters that make this style from the plain one: `1;31`; empty for plain. */
export function sgrOf({ fg, bg, extended: more }: Style): string {
  if (fg === 0 && bg === 0) return '';
  const codes: string[] = [];
  if (fg & bold) codes.push('1');
  if (bg & dim) codes.push('2');
  if (bg & italic) codes.push('3');
  const underlining = underlineOf({ fg, bg, extended: more });
  if (underlining > 0) codes.push(underlining === 1 ? '4' : `4:${underlining}`);
  if (fg & blink) codes.push('5');
  if (fg & inverse) codes.push('7');
  if (fg & invisible) codes.push('8');
  if (fg & struck) codes.push('9');
  if (bg & overline) codes.push('53');
  colourCodes(codes, fg, 30);
  colourCodes(codes, bg, 40);
  if (more !== null && underlining > 0) underlineColour(codes, more.underlineColor);
  return codes.join(';');
}

/** The address of a hyperlink (OSC 8), empty when the cell is none. */
export function linkOf(
  core: Core,
  style: Style,
): { readonly id: string; readonly uri: string } | null {
  const urlId = style.extended?.urlId ?? 0;
  if (urlId === 0) return null;
  const link = core._oscLinkService.getLinkData(urlId);
  return link === undefined ? null : { id: link.id ?? '', uri: link.uri };
}

function colourCodes(codes: string[], colour: number, base: 30 | 40): void {
  const value = colour & 0xffffff;
  switch (colour & colourMode) {
    case 0:
      return;
    case palette16:
      codes.push(String((value & 0xff) < 8 ? base + (value & 7) : base + 60 + (value & 7)));
      return;
    case palette256:
      codes.push(`${base + 8};5;${value & 0xff}`);
      return;
    default:
      codes.push(`${base + 8};2;${value >>> 16};${(value >>> 8) & 0xff};${value & 0xff}`);
  }
}

function underlineColour(codes: string[], colour: number): void {
  const value = colour & 0xffffff;
  const mode = colour & colourMode;
  // xterm keeps "none set" as all ones.
  if (mode === 0 || colour === (colourMode | 0xffffff)) return;
  if (mode === colourMode) {
    codes.push(`58:2::${value >>> 16}:${(value >>> 8) & 0xff}:${value & 0xff}`);
  } else codes.push(`58:5:${value & 0xff}`);
}
