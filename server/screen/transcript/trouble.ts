// Marks lines that look like errors and like warnings in their index records: the same ones that a
// search for either finds. The patterns are as slow as a terminal's parser, so only lines that hold the
// beginning of one of their words are tried; the others are skipped over (Wu and Manber, 1994).
import { compile, errorPattern, type Pattern, warningQuery } from '../search/pattern.ts';
import { flagsAt, indexBytes, lineFlag, readEntry } from './record.ts';

/** A line that matches begins with E or has one of these four letters in it; the last ones in any case. */
const beginnings = [
  ...['Trac', 'Erro', 'Exce', 'ERRO', 'erro', 'FATA', 'CRIT', 'pani', 'emor', 'oom-', 'loss'],
  ...['Kill', 'Segm', 'dump', 'segf', 'Abor', 'NCCL', 'OutO', ...inAnyCase('warn')],
];
const loss = wordOf('loss');
const letterE = 0x45;

const known = new Set(beginnings.map(wordOf));
/** By two bytes: how far to go on until they can be the end of a beginning. */
const skips = new Uint8Array(0x10000).fill(3);
/** By two bytes: 1 when a beginning starts with them. */
const starts = new Uint8Array(0x10000);
for (const word of known) {
  starts[word >>> 16] = 1;
  for (let end = 1; end <= 3; end++) {
    const block = (word >>> (8 * (3 - end))) & 0xffff;
    skips[block] = Math.min(skips[block] as number, 3 - end);
  }
}

const warningPattern = compile(warningQuery);

/** `lines`: whole lines with their line feeds; `linesAt`: the offset of the first one in its file. */
export function markTrouble(lines: Buffer, linesAt: number, index: Buffer): void {
  let start = 0;
  for (let record = 0; record < index.length; record += indexBytes) {
    const end = Math.min(lines.length, index.readUInt32BE(record) - linesAt);
    if (lines[start] === letterE && isNoLetter(lines[start + 1])) mark(lines, start, index, record);
    start = Math.max(start, end);
  }
  let record = 0;
  start = 0;
  for (let at = 3; at < lines.length; ) {
    const skip = skips[((lines[at - 1] as number) << 8) | (lines[at] as number)] as number;
    if (skip > 0) {
      at += skip;
      continue;
    }
    if (!isCandidate(lines, at - 3)) {
      at++;
      continue;
    }
    let end = index.readUInt32BE(record) - linesAt;
    for (; end <= at; end = index.readUInt32BE(record) - linesAt) {
      start = end;
      record += indexBytes;
      if (record >= index.length) return;
    }
    mark(lines, start, index, record);
    // The next beginning is in another line.
    at = end + 3;
  }
}

function isCandidate(lines: Buffer, from: number): boolean {
  if (starts[((lines[from] as number) << 8) | (lines[from + 1] as number)] === 0) return false;
  const word = lines.readUInt32BE(from);
  if (word === loss) return isOfInterest(lines, from);
  return known.has(word);
}

/** Most lines of a training tell a loss: it is nan or inf behind one to three signs, or nan is before it. */
function isOfInterest(lines: Buffer, from: number): boolean {
  if (lines[from - 1] === 0x20 && lines[from - 2] === 0x6e) return true;
  for (let at = from + 4; at < from + 17; at++) {
    const byte = lines[at];
    if (byte === 0x6e || byte === 0x69) return true;
    if (byte !== 0x2d && !isNoLetter(byte)) return false;
  }
  return false;
}

/** What \w does not match. */
function isNoLetter(byte = 0): boolean {
  return byte > 0x7f || !/\w/.test(String.fromCharCode(byte));
}

function mark(lines: Buffer, start: number, index: Buffer, record: number): void {
  if (readEntry(index, record).kind !== 'text') return;
  const lineEnd = lines.indexOf(0x0a, start);
  const line = lines.subarray(start, lineEnd < 0 ? lines.length : lineEnd);
  // A line's styles lie behind its text, see encode.ts.
  const nul = line.indexOf(0);
  const text = line.toString('utf8', 0, nul < 0 ? line.length : nul);
  const flags =
    (matches(text, errorPattern) ? lineFlag.error : 0) |
    (/warn/i.test(text) && matches(text, warningPattern) ? lineFlag.warning : 0);
  index[record + flagsAt] = (index[record + flagsAt] as number) | flags;
}

function matches(text: string, pattern: Pattern | null): boolean {
  return pattern !== null && text.search(pattern.regex) >= 0;
}

function wordOf(text: string): number {
  return Buffer.from(text, 'latin1').readUInt32BE(0);
}

function inAnyCase(word: string): string[] {
  const [first = '', ...rest] = word;
  const ends = rest.length === 0 ? [''] : inAnyCase(rest.join(''));
  return ends.flatMap((end) => [first + end, first.toUpperCase() + end]);
}
