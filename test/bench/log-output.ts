// Output as training jobs write it, to measure logs with: the same bytes each time.

const looks = {
  /** Plain lines, some longer than a row of 100 columns. */
  plain: (i: number) =>
    `2026-11-22 19:30:${i % 60},123 INFO train.py:218 step ${i} loss 0.${i % 9973} lr 3.0e-04 grad_norm 1.${i % 97} tok/s ${(i * 7) % 9999}\r\n`,
  /** Coloured ones. */
  ansi: (i: number) =>
    `\x1b[90m2026-11-22 19:30:${i % 60}\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mtrain\x1b[0m step=${i} loss=\x1b[33m0.${i % 9973}\x1b[0m lr=3e-4 tok/s=${(i * 7) % 9999}\r\n`,
  /** The shortest lines there are: all of it is overhead. */
  numbers: (i: number) => `${i}\r\n`,
};

export type OutputKind = keyof typeof looks;

export function makeOutput(kind: OutputKind, bytes: number): Buffer {
  const lines: string[] = [];
  for (let i = 0, length = 0; length < bytes; i++) {
    const line = looks[kind](i);
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join(''));
}
