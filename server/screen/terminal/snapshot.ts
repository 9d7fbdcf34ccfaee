// What a terminal shows, as escape codes: an empty terminal of the same size that is fed them
// equals this one in cells, attributes, links, cursor, saved cursors and modes. xterm's own
// serialize add-on drops half of the modes.
import type { ScreenSnapshot } from '../../protocol/page.ts';
import { isNull, plainStyle, savedStyle, styleOfAttributes, textOf, widthOf } from './cell.ts';
import { charsetLetter, charsets } from './charsets.ts';
import type { CoreBuffer, CoreLine } from './core.ts';
import type { Emulator } from './emulator.ts';
import { changedModes } from './modes.ts';
import { Painter } from './paint.ts';

/** What a phone is sent at most, unless the screen alone is more: scrollback is left out until it fits. */
const maxViewerBytes = 48 * 1024;
const viewerScrollback = 200;

/** For a viewer: the screen with a little of what scrolled off it. */
export function viewerSnapshot(emulator: Emulator, now: number = Date.now()): ScreenSnapshot {
  const { fedTo, strings } = emulator;
  // A string that has been open for too long ends with whatever comes next: nobody need read it again.
  const offset = strings.isStale(now) ? fedTo : emulator.offset;
  for (let rows = viewerScrollback; ; rows = Math.floor(rows / 3)) {
    const data = new TextEncoder().encode(paintTerminal(emulator, rows));
    if (data.length > maxViewerBytes && rows > 0) continue;
    return { offset, size: emulator.size, data, title: emulator.title };
  }
}

/** Escape codes for everything, with at most this many rows of scrollback. */
export function paintTerminal(emulator: Emulator, scrollback: number): string {
  const { core } = emulator;
  const { normal, alt } = core._bufferService.buffers;
  const painter = new Painter(core);
  if (!emulator.alternate && hasSavedCursor(alt)) {
    painter.raw('\x1b[?47h');
    savedCursor(painter, alt, emulator);
    painter.style(plainStyle);
    painter.raw('\x1b[?47l\x1b[H');
  }
  paintBuffer(painter, normal, scrollback, emulator.rows);
  if (emulator.alternate) {
    bufferState(painter, normal, emulator);
    painter.style(plainStyle);
    painter.raw('\x1b[?47h\x1b[H');
    paintBuffer(painter, alt, 0, emulator.rows);
  }
  const active = emulator.alternate ? alt : normal;
  bufferState(painter, active, emulator);
  painter.raw(changedModes(emulator));
  if (emulator.title !== '') painter.raw(`\x1b]2;${emulator.title}\x1b\\`);
  placeCursor(painter, active, emulator);
  painter.raw(emulator.strings.opener);
  return painter.text;
}

function paintBuffer(painter: Painter, buffer: CoreBuffer, scrollback: number, rows: number): void {
  const from = Math.max(0, buffer.ybase - scrollback);
  let to = buffer.ybase + rows;
  // With nothing above the screen, blank rows at its end are there already.
  if (from === buffer.ybase) while (to > from && isBlankRow(buffer.lines.get(to - 1))) to--;
  const lines: CoreLine[] = [];
  for (let row = from; row < to; row++) {
    const line = buffer.lines.get(row);
    if (line !== undefined) lines.push(line);
  }
  painter.rows(lines);
}

function isBlankRow(line: CoreLine | undefined): boolean {
  if (line === undefined) return true;
  if (line.isWrapped) return false;
  for (let word = 0; word < line._data.length; word += 3) {
    if (!isNull(line, word / 3) || line._data[word + 1] !== 0 || line._data[word + 2] !== 0)
      return false;
  }
  return true;
}

/** Tab stops, scroll region and saved cursor: each of the two buffers has its own. */
function bufferState(painter: Painter, buffer: CoreBuffer, emulator: Emulator): void {
  painter.raw(tabStops(buffer, emulator.cols));
  if (buffer.scrollTop !== 0 || buffer.scrollBottom !== emulator.rows - 1) {
    painter.raw(`\x1b[${buffer.scrollTop + 1};${buffer.scrollBottom + 1}r`);
  }
  if (hasSavedCursor(buffer)) savedCursor(painter, buffer, emulator);
}

function hasSavedCursor(buffer: CoreBuffer): boolean {
  const { savedX, savedY, ybase, savedCurAttrData: brush } = buffer;
  const letter = charsetLetter(buffer.savedCharset);
  return savedX !== 0 || savedY > ybase || brush.fg !== 0 || brush.bg !== 0 || letter !== 'B';
}

function savedCursor(painter: Painter, buffer: CoreBuffer, emulator: Emulator): void {
  const letter = charsetLetter(buffer.savedCharset);
  const y = Math.min(Math.max(0, buffer.savedY - buffer.ybase), emulator.rows - 1);
  const x = Math.min(buffer.savedX, emulator.cols - 1);
  painter.style(savedStyle(buffer));
  if (letter !== 'B') painter.raw(`\x1b(${letter}`);
  painter.raw(`\x1b[${y + 1};${x + 1}H\x1b7`);
  if (letter !== 'B') painter.raw('\x1b(B');
}

function tabStops(buffer: CoreBuffer, cols: number): string {
  const stops: number[] = [];
  for (let column = 0; column < cols; column++) if (buffer.tabs[column]) stops.push(column);
  const usual = stops.length === Math.ceil(cols / 8) && stops.every((stop) => stop % 8 === 0);
  if (usual) return '';
  return `\x1b[3g${stops.map((stop) => `\x1b[1;${stop + 1}H\x1bH`).join('')}`;
}

/**
 * The cursor, last of all. Behind a full row it waits in no column, and only printing the last
 * cell again leads there; printing it also restores what a combining character or REP refers to,
 * if nothing at all comes after it.
 */
function placeCursor(painter: Painter, buffer: CoreBuffer, emulator: Emulator): void {
  const { core } = emulator;
  const origin = core.coreService.decPrivateModes.origin === true;
  const row = buffer.y + 1 - (origin ? buffer.scrollTop : 0);
  const line = buffer.lines.get(buffer.ybase + buffer.y);
  const justPrinted = core._inputHandler._parser.precedingJoinState !== 0;
  const column = line === undefined ? -1 : lastPrinted(line, buffer.x, justPrinted);
  const insert = core.coreService.modes.insertMode;
  // What has just been printed was printed in these; what stands there longer may not have been.
  const printing = charsets(core) + (insert ? '\x1b[4h' : '');
  if (justPrinted) painter.raw(printing);
  painter.raw(`\x1b[${row};${Math.max(0, column < 0 ? buffer.x : column) + 1}H`);
  if (line !== undefined && column >= 0) {
    // Inserted where it already is, it would push the rest of the row along.
    if (justPrinted && insert) painter.raw(`\x1b[${Math.max(1, widthOf(line, column))}P`);
    painter.cell(line, column);
  }
  painter.style(styleOfAttributes(core._inputHandler._curAttrData));
  if (!justPrinted) painter.raw(printing);
}

/** The column of the cell to print again, -1 for none. */
function lastPrinted(line: CoreLine, x: number, justPrinted: boolean): number {
  if (x === 0 || (!justPrinted && x < line.length)) return -1;
  const column = widthOf(line, x - 1) === 0 && x > 1 && textOf(line, x - 1) === '' ? x - 2 : x - 1;
  return x < line.length && isNull(line, column) ? -1 : column;
}
