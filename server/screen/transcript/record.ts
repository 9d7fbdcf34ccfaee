// One line of the transcript as it lies on disk: its text (see encode.ts) with a newline in the
// lines file, and 14 bytes in the index beside it, so that any line is one seek away.
import { type LogLine, plainLine } from '../../protocol/log-view.ts';

/**
 * An index record: u32 offset of the line's end in the lines file, u48 arrival time (0: unknown),
 * u16 cells, u8 kind, u8 flags. Big endian.
 */
export const indexBytes = 14;

/** Bits of an index record's flags; those not named here are 0 and free. */
export const lineFlag = {
  /** There are characters of two columns. */
  wide: 1,
  /** The line above goes on in this one: a piece of a longer line. */
  continues: 2,
  /** Cut off because of its length: the next line goes on with it, unless that was erased first. */
  goesOn: 4,
  error: 8,
  warning: 16,
} as const;

/** Where in an index record its flags are. */
export const flagsAt = 13;
const kinds = ['text', 'gap', 'skipped', 'repeat'] as const;
type Kind = (typeof kinds)[number];

export interface Entry {
  readonly end: number;
  readonly time: number | null;
  readonly cells: number;
  readonly kind: Kind;
  readonly wide: boolean;
  readonly continues: boolean;
  readonly goesOn: boolean;
}

/** A line ready to be written: the first `length` of `bytes`, without the newline. */
export interface Record {
  readonly bytes: Buffer;
  readonly length: number;
  readonly time: number | null;
  readonly cells: number;
  readonly kind: Kind;
  readonly wide: boolean;
  readonly continues: boolean;
  readonly goesOn: boolean;
}

/** What takes settled lines. */
export interface LineSink {
  /** Take a copy: the same record and its bytes are used for the next line. */
  line(line: Record): void;
  /** The lines that follow until `endFrame` were erased together. */
  beginFrame(): void;
  endFrame(): void;
}

/** `end`: the offset of the line's end. */
export function writeEntry(record: Record, end: number, into: Buffer, at: number): void {
  const time = record.time ?? 0;
  into[at] = end >>> 24;
  into[at + 1] = end >>> 16;
  into[at + 2] = end >>> 8;
  into[at + 3] = end;
  into.writeUIntBE(time, at + 4, 6);
  into[at + 10] = record.cells >>> 8;
  into[at + 11] = record.cells;
  into[at + 12] = kinds.indexOf(record.kind);
  into[at + flagsAt] =
    (record.wide ? lineFlag.wide : 0) |
    (record.continues ? lineFlag.continues : 0) |
    (record.goesOn ? lineFlag.goesOn : 0);
}

export function readEntry(from: Buffer, at: number): Entry {
  const flags = from.readUInt8(at + flagsAt);
  return {
    end: from.readUInt32BE(at),
    time: from.readUIntBE(at + 4, 6) || null,
    cells: from.readUInt16BE(at + 10),
    kind: kinds[from.readUInt8(at + 12)] ?? 'text',
    wide: (flags & lineFlag.wide) !== 0,
    continues: (flags & lineFlag.continues) !== 0,
    goesOn: (flags & lineFlag.goesOn) !== 0,
  };
}

/** A record of its own, for one whose bytes will be used for the next. */
export function copyRecord(record: Record): Record {
  return { ...record, bytes: Buffer.from(record.bytes.subarray(0, record.length)) };
}

/** A line that says something about the log itself. */
export function noteRecord(line: Exclude<LogLine, { kind: 'text' }>): Record {
  const gap = line.kind === 'gap';
  const text = gap ? String(line.bytes) : `${line.lines} ${line.count}`;
  return {
    bytes: Buffer.from(text),
    length: text.length,
    time: line.time,
    cells: plainLine(line).length,
    kind: gap ? (line.skipped ? 'skipped' : 'gap') : 'repeat',
    ...{ wide: false, continues: false, goesOn: false },
  };
}

/** `bytes` are a line's without the newline. */
export function readLine(
  bytes: Buffer,
  { kind, time, cells, continues, goesOn }: Omit<Entry, 'end' | 'wide'>,
): LogLine {
  const nul = bytes.indexOf(0);
  const text = bytes.toString('utf8', 0, nul < 0 ? bytes.length : nul);
  if (kind === 'text') {
    const styles = nul < 0 ? '' : bytes.toString('latin1', nul + 1);
    const joins = { ...(continues && { continues }), ...(goesOn && { goesOn }) };
    return { kind, text, styles, cells, time, ...joins };
  }
  const [first = 0, count = 0] = text.split(' ').map(Number);
  if (kind === 'repeat') return { kind, lines: first, count, time };
  return { kind: 'gap', bytes: first, skipped: kind === 'skipped', time };
}
