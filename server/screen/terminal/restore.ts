// An emulator kept as JSON and made again from it, equal in every cell, register and mode.
import type { ControlStringsState } from '../../protocol/control-strings.ts';
import type { OwnedSize } from '../../protocol/host.ts';
import { charsets } from './charsets.ts';
import { screenDifference } from './compare.ts';
import { groundState } from './core.ts';
import { Emulator, scrollbackRows } from './emulator.ts';
import { changedModes } from './modes.ts';
import { packBuffer, type RawBuffer, unpackBuffer } from './raw-buffer.ts';
import { type Registers, readRegisters, setRegisters } from './registers.ts';

export interface StoredEmulator {
  readonly offset: number;
  readonly size: OwnedSize;
  readonly title: string;
  readonly alternate: boolean;
  readonly normalBuffer: RawBuffer;
  readonly alternateBuffer: RawBuffer;
  /** Sequences that set the modes and character sets that a new terminal has not. */
  readonly modes: string;
  readonly registers: Registers;
  readonly strings: ControlStringsState;
}

/** Null when an emulator made from it would not equal this one: keep the one stored before. */
export function storeEmulator(emulator: Emulator): StoredEmulator | null {
  const { core, offset, size, title, alternate } = emulator;
  const strings = emulator.strings.state;
  if (strings === null || core._inputHandler._parser.currentState !== groundState) return null;
  const { normal, alt } = core._bufferService.buffers;
  const insert = core.coreService.modes.insertMode ? '\x1b[4h' : '';
  const stored: StoredEmulator = {
    offset,
    size,
    title,
    alternate,
    normalBuffer: packBuffer(core, normal),
    alternateBuffer: packBuffer(core, alt),
    modes: changedModes(emulator) + charsets(core) + insert,
    registers: readRegisters(emulator),
    strings,
  };
  const copy = restoreEmulator(stored);
  const difference = screenDifference(emulator, copy, scrollbackRows);
  copy.dispose();
  return difference === null ? stored : null;
}

export function restoreEmulator(stored: StoredEmulator): Emulator {
  const emulator = new Emulator(stored.size, stored.offset);
  const { core } = emulator;
  const { normal, alt } = core._bufferService.buffers;
  unpackBuffer(core, normal, stored.normalBuffer);
  if (stored.alternate) core._inputHandler.parse('\x1b[?47h');
  unpackBuffer(core, alt, stored.alternateBuffer);
  core._inputHandler.parse(`\x1b]2;${stored.title}\x1b\\${stored.modes}`);
  setRegisters(emulator, stored.registers);
  emulator.strings.restore(stored.strings);
  emulator.takeAnswers();
  return emulator;
}
