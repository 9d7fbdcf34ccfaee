// Where a stretch of output may be cut so that what comes before ends no escape sequence and no
// character in the middle. Everything kept for later starts at such a place.

/** An unfinished sequence longer than this is not waited for. */
export const maxHeldBytes = 64 * 1024;

const esc = 0x1b;
const [bel, can, sub] = [0x07, 0x18, 0x1a];

/** How many of the first bytes end outside of any sequence and character. */
export function completeLength(bytes: Buffer): number {
  const end = bytes.length - incompleteCharacter(bytes);
  const open = openSequence(bytes, end);
  return open === null || bytes.length - open > maxHeldBytes ? end : open;
}

/** Where a sequence starts that does not end before `end`, null when none does. */
function openSequence(bytes: Buffer, end: number): number | null {
  if (end === 0) return null;
  const start = bytes.lastIndexOf(esc, end - 1);
  if (start < 0 || isComplete(bytes, start, end)) return null;
  // An ESC at the very end may be the first half of the ST that closes a string.
  if (start === end - 1) return openSequence(bytes, start) ?? start;
  return start;
}

/** `start` is the last ESC before `end`. */
function isComplete(bytes: Buffer, start: number, end: number): boolean {
  let at = start + 1;
  const kind = bytes[at];
  if (at >= end || kind === undefined) return false;
  at += 1;
  if (kind === 0x5b) return bytesUntil(bytes, at, end, 0x40, 0x7e);
  if (kind === 0x5d) return stringEnds(bytes, at, end, true);
  if (kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f)
    return stringEnds(bytes, at, end, false);
  if (kind >= 0x20 && kind <= 0x2f) return bytesUntil(bytes, at, end, 0x30, 0x7e);
  return true;
}

/** Whether a final byte from `low` to `high` comes; CAN and SUB end a sequence too. */
function bytesUntil(bytes: Buffer, from: number, end: number, low: number, high: number): boolean {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte >= low && byte <= high) || byte === can || byte === sub) return true;
  }
  return false;
}

/** Whether a control string ends: the ST of two bytes is an ESC of its own and not looked for. */
function stringEnds(bytes: Buffer, from: number, end: number, byBell: boolean): boolean {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === can || byte === sub || (byBell && byte === bel)) return true;
    if (byte === 0x9c && bytes[at - 1] === 0xc2) return true;
  }
  return false;
}

/** How many bytes at the end begin a UTF-8 character that may yet become whole. */
function incompleteCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    return canContinue(bytes.subarray(bytes.length - back)) ? back : 0;
  }
  return 0;
}

/** Whether these bytes, a lead byte first, are a true prefix of a well-formed character (RFC 3629). */
function canContinue(prefix: Buffer): boolean {
  const lead = prefix[0] ?? 0;
  const second = prefix[1];
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (prefix.length >= length) return false;
  if (second === undefined) return true;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  if (lead === 0xf4) return second < 0x90;
  return true;
}
