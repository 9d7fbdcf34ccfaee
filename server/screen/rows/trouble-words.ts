// Where words of trouble end in output that is parsed piece by piece: found in one quick pass, since
// it is done for output that is not read otherwise.
const words = [
  ...['Traceback', 'Error', 'ERROR', 'Exception', 'Exhausted', 'EXHAUSTED', 'Killed'],
  ...['killed', 'Fatal', 'FATAL', 'Segmentation', 'SIGSEGV', 'SIGABRT', 'Bus error', 'NaN', 'NAN'],
  ...['Aborted', 'OutOfMemory', 'out of memory', 'panic', 'Watchdog', 'CANCELLED', 'oom-kill'],
  ...['nan', 'Interrupt'],
] as const;
const longest = words.reduce((most, { length }) => Math.max(most, length), 0);
const bytesOf = words.map((word) => Buffer.from(word, 'latin1'));
/** By the first byte: the words that begin with it. */
const byFirst: (readonly Buffer[] | undefined)[] = [];
for (const word of bytesOf) {
  const first = word[0] as number;
  byFirst[first] = [...(byFirst[first] ?? []), word];
}
const isFirst = new Uint8Array(256);
for (const word of bytesOf) isFirst[word[0] as number] = 1;

/** The ends of all such words in `bytes`, in order; one may have begun in `before`, which came just before. */
export function troubleEnds(bytes: Uint8Array, before: Uint8Array): number[] {
  const ends: number[] = [];
  if (before.length > 0) {
    const joint = Buffer.concat([before, bytes.subarray(0, longest)]);
    for (const end of troubleEnds(joint, nothing))
      if (end > before.length && startOf(joint, end) < before.length)
        ends.push(end - before.length);
  }
  for (let at = 0; at < bytes.length; at++) {
    if (isFirst[bytes[at] as number] === 0) continue;
    // In the midst of a word it is another one: tenant, finance.
    if (isSmall(bytes[at]) && isSmall(at > 0 ? bytes[at - 1] : before.at(-1))) continue;
    const length = lengthAt(bytes, at);
    if (length > 0) ends.push(at + length);
  }
  return ends;
}

/** What is kept of a piece for the next one. */
export const tailOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.subarray(-(longest - 1)));

const isSmall = (byte = 0) => byte >= 0x61 && byte <= 0x7a;
const nothing = new Uint8Array(0);

function lengthAt(bytes: Uint8Array, at: number): number {
  for (const word of byFirst[bytes[at] as number] as readonly Buffer[]) {
    let same = 1;
    while (same < word.length && bytes[at + same] === word[same]) same++;
    if (same === word.length) return same;
  }
  return 0;
}

function startOf(bytes: Uint8Array, end: number): number {
  const word = bytesOf.find((one) => one.every((byte, i) => bytes[end - one.length + i] === byte));
  return end - (word?.length ?? 0);
}
