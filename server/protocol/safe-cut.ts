// Where a stretch of output without control strings may be cut so that what comes before ends no
// escape sequence and no character in the middle. Everything kept for later starts at such a place.

/** An unfinished sequence longer than this is not waited for. */
const maxHeldBytes = 64 * 1024;

const esc = 0x1b;
const [can, sub] = [0x18, 0x1a];

/** How many of the first bytes end outside of any sequence and character. */
export function completeLength(bytes: Uint8Array): number {
  const end = bytes.length - incompleteCharacter(bytes);
  const open = openSequence(bytes, end);
  return open === null || bytes.length - open > maxHeldBytes ? end : open;
}

/** Where a sequence starts that does not end before `end`, null when none does. */
function openSequence(bytes: Uint8Array, end: number): number | null {
  if (end === 0) return null;
  const start = bytes.lastIndexOf(esc, end - 1);
  if (start < 0 || isComplete(bytes, start, end)) return null;
  return start;
}

/** `start` is the last ESC before `end`. */
function isComplete(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start + 1;
  const kind = bytes[at];
  if (at >= end || kind === undefined) return false;
  at += 1;
  if (kind === 0x5b) return bytesUntil(bytes, at, end, 0x40, 0x7e);
  if (kind >= 0x20 && kind <= 0x2f) return bytesUntil(bytes, at, end, 0x30, 0x7e);
  return true;
}

/** Whether a final byte from `low` to `high` comes; CAN and SUB end a sequence too. */
function bytesUntil(
  bytes: Uint8Array,
  from: number,
  end: number,
  low: number,
  high: number,
): boolean {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte >= low && byte <= high) || byte === can || byte === sub) return true;
  }
  return false;
}

/** How many bytes at the end begin a UTF-8 character that may yet become whole. */
function incompleteCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    return canContinue(bytes.subarray(bytes.length - back)) ? back : 0;
  }
  return 0;
}

/** Whether these bytes, a lead byte first, are a true prefix of a well-formed character (RFC 3629). */
function canContinue(prefix: Uint8Array): boolean {
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
