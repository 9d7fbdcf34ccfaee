// Which byte of the output a character of the parser's comes from: xterm parses code points, and
// says of none where it stood.
import type { Origin } from '../../protocol/without-c1.ts';

const replacement = 0xfffd;

export class Offsets {
  #bytes: Uint8Array = new Uint8Array(0);
  #from = 0;
  #origins: readonly Origin[] = [];
  #isAscii = true;
  /** So many code points are so many bytes. */
  #code = 0;
  #byte = 0;
  /** Control strings before this have been found. */
  #found = 0;

  /** `bytes` are parsed next, made of output that stands at `from` as `origins` say. */
  begin(bytes: Uint8Array, from: number, origins: readonly Origin[], isAscii: boolean): void {
    this.#bytes = bytes;
    this.#from = from;
    this.#origins = origins;
    this.#isAscii = isAscii;
    this.#code = this.#byte = this.#found = 0;
  }

  /** Behind the code point before `index`; asked for in rising order. */
  behindCode(codes: Uint32Array, index: number): number {
    if (this.#isAscii) this.#byte = index;
    if (!this.#isAscii)
      for (; this.#code < index; this.#code++) this.#pass(codes[this.#code] as number);
    // Where something was left out, this ends before that.
    const origins = this.#origins;
    let last = origins.length - 1;
    while (last >= 0 && (origins[last] as Origin).at >= this.#byte) last--;
    return this.#output(this.#byte, origins[last]);
  }

  /** Where in the bytes that are parsed that was. */
  get byte(): number {
    return this.#byte;
  }

  /** Behind the control string that begins with `start`, looked for from where characters have been. */
  behindString(start: string): number {
    const bytes = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    const at = bytes.indexOf(start, Math.max(this.#byte, this.#found), 'latin1');
    if (at >= 0) {
      let end = at + start.length;
      while (end < bytes.length && !endsString(bytes[end] as number)) end++;
      this.#found = Math.min(bytes.length, end + (bytes[end] === 0x1b ? 2 : 1));
    }
    const found = Math.max(this.#byte, this.#found);
    const end = this.#origins.find((origin) => origin.at === found);
    return this.#output(found, end ?? this.#origins.findLast((origin) => origin.at < found));
  }

  #output(byte: number, origin: Origin = { at: 0, from: 0 }): number {
    return this.#from + origin.from + byte - origin.at;
  }

  #pass(code: number): void {
    const bytes = this.#bytes;
    // xterm leaves byte order marks out.
    while (code !== 0xfeff && isMark(bytes, this.#byte)) this.#byte += 3;
    if (code < 0x80) this.#byte += 1;
    else if (code === replacement) this.#byte += replacedLength(bytes, this.#byte);
    else this.#byte += code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
}

function isMark(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

/** BEL, CAN, SUB, or the ESC of an ST. */
function endsString(byte: number): boolean {
  return byte === 0x07 || byte === 0x18 || byte === 0x1a || byte === 0x1b;
}

/** How many bytes stand behind one U+FFFD: itself, or the longest beginning of a character (WHATWG). */
function replacedLength(bytes: Uint8Array, at: number): number {
  const [lead = 0, second = 0] = [bytes[at], bytes[at + 1]];
  const length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (length === 1 || second < low || second > high) return 1;
  let valid = 2;
  while (valid < length && ((bytes[at + valid] ?? 0) & 0xc0) === 0x80) valid++;
  return valid;
}
