// How text is set at this moment: its size, how wide a cell is, and how many of them fit in a row.
import type { Preferences } from './preferences.ts';

export interface TextType {
  readonly fontPx: number;
  readonly rowPx: number;
  readonly cellPx: number;
  /** Cells in a row; 0: lines are not wrapped. */
  readonly width: number;
  /** Cells before a row's text that hold its time. */
  readonly gutter: number;
}

/** The log's margins at the left and the right, as log.css has them. */
export const marginPx = 14;
/** `14:30:12` and a space. */
const timeCells = 9;
const fewestCells = 10;

/** `cellPx`: the width of a cell at `fontPx`. */
export function typeFor(
  { fontPx, wrap, times }: Preferences,
  { cellPx, clientWidth }: { cellPx: number; clientWidth: number },
): TextType {
  const gutter = times ? timeCells : 0;
  const fitting = Math.floor((clientWidth - marginPx) / cellPx) - gutter;
  const width = wrap ? Math.max(fewestCells, fitting) : 0;
  return { fontPx, cellPx, gutter, width, rowPx: Math.round(fontPx * 1.5) };
}

export function sameType(one: TextType, other: TextType): boolean {
  const keys = ['fontPx', 'rowPx', 'cellPx', 'width', 'gutter'] as const;
  return keys.every((key) => one[key] === other[key]);
}

export interface Glyphs {
  /** The width of a cell at this size, in pixels. */
  cellPx(fontPx: number): number;
  /** Whether the font draws this character exactly one cell wide. */
  fits(character: string): boolean;
}

const probePx = 100;
const mostKnown = 5000;

/** Measures with `family`, the log's own font. Characters that it lacks come from other fonts, of other widths. */
export function measureGlyphs(family: string): Glyphs {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, boolean>();
  const cells = new Map<number, number>();
  const advance = (text: string) => {
    if (context === null) return 0;
    context.font = `${probePx}px ${family}`;
    return context.measureText(text).width;
  };
  const usual = advance('0');
  return {
    cellPx(fontPx) {
      const measured = cells.get(fontPx) ?? domAdvance(family, fontPx);
      cells.set(fontPx, measured);
      return measured;
    },
    fits(character) {
      let fitting = known.get(character);
      if (fitting === undefined) {
        if (known.size >= mostKnown) known.clear();
        fitting = Math.abs(advance(character) - usual) < probePx / 1000;
        known.set(character, fitting);
      }
      return fitting;
    },
  };
}

/** As the page lays it out: browsers round differently from the canvas. */
function domAdvance(family: string, fontPx: number): number {
  const probe = document.createElement('span');
  const count = 200;
  probe.textContent = '0'.repeat(count);
  Object.assign(probe.style, {
    position: 'absolute',
    visibility: 'hidden',
    whiteSpace: 'pre',
    font: `${fontPx}px ${family}`,
    fontVariantLigatures: 'none',
  });
  document.body.append(probe);
  const width = probe.getBoundingClientRect().width / count;
  probe.remove();
  return width > 0 ? width : fontPx * 0.6;
}
