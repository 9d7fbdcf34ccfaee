// Where words of trouble end in output that is parsed piece by piece: found in one quick pass, since
// it is done for output that is not read otherwise. What cannot be the end of a word's beginning is
// skipped over (Wu and Manber, 1994).
const words = [
  ...['Traceback', 'Error', 'ERROR', 'Exception', 'Exhausted', 'EXHAUSTED', 'Killed'],
  ...['killed', 'Fatal', 'FATAL', 'Segmentation', 'SIGSEGV', 'SIGABRT', 'Bus error'],
  ...['Aborted', 'OutOfMemory', 'out of memory', 'panic', 'Watchdog', 'CANCELLED', 'oom-kill'],
  'Interrupt',
].map((word) => Buffer.from(word, 'latin1'));
const shortWords = ['nan', 'NaN', 'NAN'].map((word) => Buffer.from(word, 'latin1'));
/** No word but the short ones is shorter than its beginning; those end one, behind anything. */
const [beginning, short] = [5, 3];
const longest = words.reduce((most, { length }) => Math.max(most, length), 0);

/** By two bytes: how far to go on until they can be the end of a beginning. */
const skips = new Uint8Array(0x10000).fill(short);
function endsBefore(pair: number, bytes: number): void {
  skips[pair] = Math.min(skips[pair] as number, bytes);
}
for (const word of words)
  for (let at = 1; at < beginning; at++) endsBefore(word.readUInt16BE(at - 1), beginning - 1 - at);
for (const word of shortWords) {
  const first = word[0] as number;
  for (let any = 0; any < 256; any++) endsBefore((any << 8) | first, 2);
  endsBefore(word.readUInt16BE(0), 1);
  endsBefore(word.readUInt16BE(1), 0);
}

/** The ends of all such words in `bytes`, in order; one may have begun in `before`, which came just before. */
export function troubleEnds(bytes: Uint8Array, before: Uint8Array): number[] {
  const ends: number[] = [];
  if (before.length > 0) {
    const joint = Buffer.concat([before, bytes.subarray(0, longest)]);
    for (const { start, end } of wordsIn(joint, undefined))
      if (end > before.length && start < before.length) ends.push(end - before.length);
  }
  for (const { end } of wordsIn(bytes, before.at(-1))) ends.push(end);
  return ends.sort((a, b) => a - b);
}

/** What is kept of a piece for the next one. */
export const tailOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.subarray(-(longest - 1)));

interface Found {
  readonly start: number;
  readonly end: number;
}

function wordsIn(bytes: Uint8Array, before: number | undefined): Found[] {
  const found: Found[] = [];
  for (let at = short - 1; at < bytes.length; ) {
    const skip = skips[((bytes[at - 1] as number) << 8) | (bytes[at] as number)] as number;
    if (skip > 0) {
      at += skip;
      continue;
    }
    for (const [start, known] of [
      [at + 1 - beginning, words],
      [at + 1 - short, shortWords],
    ] as const) {
      const length = start < 0 ? 0 : lengthAt(bytes, start, known);
      // In the midst of a word it is another one: tenant, finance.
      const isInside = isSmall(bytes[start]) && isSmall(start > 0 ? bytes[start - 1] : before);
      if (length > 0 && !isInside) found.push({ start, end: start + length });
    }
    at++;
  }
  return found;
}

const isSmall = (byte = 0) => byte >= 0x61 && byte <= 0x7a;

function lengthAt(bytes: Uint8Array, at: number, known: readonly Buffer[]): number {
  for (const word of known) {
    let same = 0;
    while (same < word.length && bytes[at + same] === word[same]) same++;
    if (same === word.length) return same;
  }
  return 0;
}
