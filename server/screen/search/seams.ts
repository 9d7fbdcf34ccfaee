// Matches that lie across the cut between two pieces of a longer line: each piece is a line of its own in
// the transcript's files, and the text is one for whoever reads it.
import { readFileSync } from 'node:fs';
import type { LogMatch } from '../../protocol/log-view.ts';
import { flagsAt, indexBytes, lineFlag } from '../transcript/record.ts';
import { type Pattern, plainPart } from './pattern.ts';

/** A piece has at least as many characters as it has rows. */
const minPiece = 512;
/** So much of the next piece is looked at. */
const reach = 1024;

export class Seams {
  readonly #indexFile: string;
  readonly #first: number;
  #index: Buffer | null = null;
  /** The piece that the next line goes on with. */
  #piece: string | null;

  /** Of the segment that begins with the line `first`, and goes on after `before`. */
  constructor(indexFile: string, first: number, before: Seams | null) {
    this.#indexFile = indexFile;
    this.#first = first;
    this.#piece = before === null ? null : before.#piece;
  }

  /** Of whole lines from the line `from` on, and how many those are. Matches are told at the piece in which they end. */
  in(text: string, from: number, pattern: Pattern): { found: LogMatch[]; lines: number } {
    const found: LogMatch[] = [];
    let line = from;
    for (let start = 0; start < text.length; line++) {
      const end = text.indexOf('\n', start);
      if (this.#piece !== null) {
        const next = plainPart(text.slice(start, Math.min(end, start + reach)));
        const range = across(this.#piece, next, pattern);
        if (range !== null) found.push({ line, ranges: [range] });
      }
      const isPiece = end - start >= minPiece && this.#goesOn(line);
      this.#piece = isPiece ? plainPart(text.slice(start, end)) : null;
      start = end + 1;
    }
    return { found, lines: line - from };
  }

  #goesOn(line: number): boolean {
    this.#index ??= readFileSync(this.#indexFile);
    return (
      ((this.#index[(line - this.#first) * indexBytes + flagsAt] ?? 0) & lineFlag.goesOn) !== 0
    );
  }
}

/** What of a match that begins in `piece` lies in `next`; null when there is none. */
function across(piece: string, next: string, { regex }: Pattern): [number, number] | null {
  regex.lastIndex = Math.max(0, piece.length - reach);
  const joined = piece + next;
  for (let match = regex.exec(joined); match !== null; match = regex.exec(joined)) {
    if (match.index >= piece.length) return null;
    const end = match.index + match[0].length;
    if (end > piece.length) return [0, end - piece.length];
    // One that overlaps it may reach further.
    regex.lastIndex = match.index + 1;
  }
  return null;
}

/** Both in order, one for each line. */
export function joined(matches: readonly LogMatch[], seams: readonly LogMatch[]): LogMatch[] {
  if (seams.length === 0) return [...matches];
  const byLine = new Map(matches.map((match) => [match.line, match]));
  for (const { line, ranges } of seams) {
    byLine.set(line, { line, ranges: [...ranges, ...(byLine.get(line)?.ranges ?? [])] });
  }
  return [...byLine.values()].sort((a, b) => a.line - b.line);
}
