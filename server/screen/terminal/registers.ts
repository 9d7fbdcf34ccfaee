// What xterm keeps beside the cells and what painting reproduces only as far as it can be seen:
// both buffers' cursors and saved cursors, also of the one not shown, and the brush, bit by bit.
import { charsetLetter, charsetOf } from './charsets.ts';
import type { CoreAttributes, CoreBuffer } from './core.ts';
import type { Emulator } from './emulator.ts';

type Brush = readonly [fg: number, bg: number, extended: number];

interface BufferRegisters {
  readonly cursor: readonly [x: number, y: number];
  readonly saved: readonly [x: number, y: number];
  readonly savedBrush: Brush;
  readonly savedCharset: string;
}

export interface Registers {
  readonly normal: BufferRegisters;
  readonly alternate: BufferRegisters;
  readonly brush: Brush;
  /** The character set in force: after DECRC it need not be a designated one. */
  readonly charset: string;
  /** What a combining character or REP refers to. */
  readonly joinState: number;
}

export function readRegisters({ core }: Emulator): Registers {
  const { normal, alt } = core._bufferService.buffers;
  return {
    normal: ofBuffer(normal),
    alternate: ofBuffer(alt),
    brush: ofBrush(core._inputHandler._curAttrData),
    charset: charsetLetter(core._charsetService.charset),
    joinState: core._inputHandler._parser.precedingJoinState,
  };
}

/** The emulator has been painted already: links of the brush are in force. */
export function setRegisters({ core }: Emulator, registers: Registers): void {
  const { normal, alt } = core._bufferService.buffers;
  setBuffer(normal, registers.normal);
  setBuffer(alt, registers.alternate);
  setBrush(core._inputHandler._curAttrData, registers.brush);
  core._charsetService.charset = charsetOf(registers.charset);
  core._inputHandler._parser.precedingJoinState = registers.joinState;
}

function ofBuffer(buffer: CoreBuffer): BufferRegisters {
  return {
    cursor: [buffer.x, buffer.y],
    saved: [buffer.savedX, buffer.savedY],
    savedBrush: ofBrush(buffer.savedCurAttrData),
    savedCharset: charsetLetter(buffer.savedCharset),
  };
}

function setBuffer(buffer: CoreBuffer, registers: BufferRegisters): void {
  [buffer.x, buffer.y] = registers.cursor;
  [buffer.savedX, buffer.savedY] = registers.saved;
  setBrush(buffer.savedCurAttrData, registers.savedBrush);
  buffer.savedCharset = charsetOf(registers.savedCharset);
}

function ofBrush({ fg, bg, extended }: CoreAttributes): Brush {
  return [fg, bg, extended._ext];
}

/** Cells drawn before share the extended attributes they were drawn with. */
function setBrush(brush: CoreAttributes, [fg, bg, extended]: Brush): void {
  brush.fg = fg;
  brush.bg = bg;
  brush.extended = brush.extended.clone();
  brush.extended._ext = extended;
}
