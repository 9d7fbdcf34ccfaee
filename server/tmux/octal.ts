// tmux's way to write bytes on a line: what is below a blank, and the backslash, as three octal digits.

const backslash = 0x5c;

/** The bytes that a line stands for. May return a part of what it was given. */
export function unescapeOctal(line: Buffer): Buffer {
  let at = line.indexOf(backslash);
  if (at < 0) return line;
  const bytes = Buffer.allocUnsafe(line.length);
  let length = 0;
  let from = 0;
  while (at >= 0) {
    length += line.copy(bytes, length, from, at);
    bytes[length++] = octal(line, at + 1);
    from = Math.min(at + 4, line.length);
    // Control characters come in pairs and triples (CR LF, ESC [): no search for what is next.
    at = line[from] === backslash ? from : line.indexOf(backslash, from);
  }
  length += line.copy(bytes, length, from);
  return bytes.subarray(0, length);
}

function octal(line: Buffer, at: number): number {
  const digit = (index: number): number => ((line[index] ?? 0x30) - 0x30) & 7;
  return (digit(at) << 6) | (digit(at + 1) << 3) | digit(at + 2);
}
