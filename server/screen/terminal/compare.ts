// Whether two emulators are in the same state: what makes a checkpoint trustworthy.
import {
  cellWords,
  linkOf,
  plainStyle,
  type Style,
  sameLook,
  savedStyle,
  showsWhenBlank,
  styleOf,
  styleOfAttributes,
  textOf,
  widthOf,
} from './cell.ts';
import { charsetLetter } from './charsets.ts';
import type { Core, CoreBuffer, CoreLine } from './core.ts';
import type { Emulator } from './emulator.ts';
import { changedModes } from './modes.ts';

/** The first difference in words, null when there is none. Compares at most `scrollback` rows above the screen. */
export function screenDifference(a: Emulator, b: Emulator, scrollback: number): string | null {
  const [first, second] = [a.core._bufferService.buffers, b.core._bufferService.buffers];
  if (a.alternate !== b.alternate) return 'which buffer is shown';
  return (
    bufferDifference('normal', [a, first.normal], [b, second.normal], scrollback) ??
    (a.alternate ? bufferDifference('alternate', [a, first.alt], [b, second.alt], 0) : null) ??
    cursorDifference(a, b)
  );
}

function cursorDifference(a: Emulator, b: Emulator): string | null {
  const seen = [a, b].map(({ core, title, cols }, i) => {
    const { active } = core._bufferService.buffers;
    const emulator = i === 0 ? a : b;
    return {
      cursor: `${Math.min(active.x, cols)},${active.y}`,
      modes: `${changedModes(emulator)}${core.coreService.modes.insertMode}`,
      title,
      charset: `${core._charsetService.glevel}${charsetLetter(core._charsetService.charset)}`,
      charsets: core._charsetService._charsets,
      brush: styleOfAttributes(core._inputHandler._curAttrData),
    };
  });
  const [one, other] = seen;
  if (one === undefined || other === undefined) return null;
  for (const key of ['cursor', 'modes', 'title', 'charset'] as const) {
    if (one[key] !== other[key]) return `${key}: ${one[key]} / ${other[key]}`;
  }
  for (let g = 0; g < 4; g++) if (one.charsets[g] !== other.charsets[g]) return `charset ${g}`;
  return sameOnScreen(a.core, one.brush, b.core, other.brush) ? null : 'brush';
}

type Side = readonly [Emulator, CoreBuffer];

function bufferDifference(name: string, a: Side, b: Side, scrollback: number): string | null {
  const [[emulator, one], [, two]] = [a, b];
  const above = Math.min(scrollback, one.ybase);
  if (Math.min(scrollback, two.ybase) !== above)
    return `${name}: rows above ${one.ybase} / ${two.ybase}`;
  for (let row = -above; row < emulator.rows; row++) {
    const difference = rowDifference(a, b, row);
    if (difference !== null) return `${name} row ${row}: ${difference}`;
  }
  if (`${one.scrollTop},${one.scrollBottom}` !== `${two.scrollTop},${two.scrollBottom}`)
    return `${name}: region`;
  const place = ({ savedX, savedY, ybase }: CoreBuffer) =>
    `${Math.min(savedX, emulator.cols - 1)},${Math.min(Math.max(0, savedY - ybase), emulator.rows - 1)}`;
  if (place(one) !== place(two)) return `${name}: saved cursor ${place(one)} / ${place(two)}`;
  if (one.savedCharset !== two.savedCharset) return `${name}: saved charset`;
  if (!sameLook(savedStyle(one), savedStyle(two))) return `${name}: saved brush`;
  for (let column = 0; column < emulator.cols; column++) {
    if (Boolean(one.tabs[column]) !== Boolean(two.tabs[column])) return `${name}: tab ${column}`;
  }
  return null;
}

function rowDifference([a, one]: Side, [b, two]: Side, row: number): string | null {
  const [left, right] = [one.lines.get(one.ybase + row), two.lines.get(two.ybase + row)];
  if (left === undefined || right === undefined) return left === right ? null : 'missing';
  if (left.isWrapped !== right.isWrapped && one.ybase + row > 0) return 'wrapped';
  for (let word = 0; word < left._data.length; word++) {
    if (left._data[word] === right._data[word]) continue;
    const column = Math.floor(word / cellWords);
    // A cell never written and a space look the same.
    const [text, otherText] = [textOf(left, column) || ' ', textOf(right, column) || ' '];
    if (text !== otherText) return `column ${column}: "${text}" / "${otherText}"`;
    if (widthOf(left, column) !== widthOf(right, column)) return `column ${column}: width`;
    if (!sameOnScreen(a.core, shownStyle(left, column), b.core, shownStyle(right, column)))
      return `column ${column}: style`;
  }
  return null;
}

/** A blank shows its background only, unless it is inverse or underlined. */
function shownStyle(line: CoreLine, column: number): Style {
  const style = styleOf(line, column);
  const text = textOf(line, column);
  return (text === '' || text === ' ') && !showsWhenBlank(style) ? plainStyle : style;
}

/** Links are numbered by each emulator for itself, so their addresses are compared. */
function sameOnScreen(a: Core, style: Style, b: Core, other: Style): boolean {
  return sameLook(style, other) && linkOf(a, style)?.uri === linkOf(b, other)?.uri;
}
