// A place in the log that somebody saw in the terminal: the text from there on, and how far from the
// end it was. The two count differently (what was erased is in the log, and not in the terminal), so
// the text decides and the count only says where to look.
import type { Reading } from './reading.ts';

export interface SoughtPlace {
  /** The lines from there on, as many as were at hand. */
  readonly lines: readonly string[];
  /** How many lines there are from there to the end. */
  readonly fromEnd: number;
}

/** A line that something was read out of, by its number. */
export interface SoughtLine {
  readonly line: number;
}

export interface KnownLine {
  readonly number: number;
  readonly text: string;
}

/** The number of the line where it fits best, null where hardly anything fits. Of equals, the nearest to `guess`. */
export function bestFit(
  { lines }: SoughtPlace,
  known: readonly KnownLine[],
  guess: number,
): number | null {
  const texts = new Map(known.map(({ number, text }) => [number, text.trimEnd()]));
  const wanted = lines.map((line) => line.trimEnd());
  let best: { number: number; fit: number } | null = null;
  for (const { number } of known) {
    const fit = wanted.filter((text, i) => text !== '' && texts.get(number + i) === text).length;
    const nearer = Math.abs(number - guess) < Math.abs((best?.number ?? 0) - guess);
    if (best === null || fit > best.fit || (fit === best.fit && nearer)) best = { number, fit };
  }
  const enough = Math.max(1, wanted.filter((text) => text !== '').length / 2);
  return best !== null && best.fit >= enough ? best.number : null;
}

/** Where to look for it, in lines from where it should be. */
const around = [0, 160, -160, -400];

/** The row it begins at; where it should be, if it is not to be found. Null while nothing is known. */
export async function rowOfSought(reading: Reading, seek: SoughtPlace): Promise<number | null> {
  const used = reading.live.length + (reading.tail?.shape.lines ?? 0);
  const guess = Math.max(0, used - seek.fromEnd);
  for (const away of around) {
    await reading.find(Math.max(0, guess + away));
    const settled = reading.cache.lines({ from: 0, to: reading.tail?.shape.rows ?? 0 });
    const known = [...settled.map(({ line, text }) => ({ number: line, text })), ...reading.live];
    const number = bestFit(seek, known, guess);
    const row = number === null ? null : rowOf(reading, number);
    if (row !== null) return row;
  }
  return rowOf(reading, guess);
}

function rowOf(reading: Reading, number: number): number | null {
  return (reading.cache.line(number) ?? reading.liveLine(number))?.row ?? null;
}
