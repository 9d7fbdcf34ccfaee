// Cuts a line into the stretches that are drawn alike: by colours, links and marks, and a box for
// each character that would not fill its cells by itself. Pure: what the page's font can do is asked.
import type { LogSpan } from '../../server/protocol/log-page.ts';
import { directionControl } from '../look/direction.ts';
import { cellsOf } from './cells.ts';
import type { TextRange } from './finding.ts';
import type { FoundLink } from './links.ts';

export interface Piece {
  readonly text: string;
  /** Of a span, null for the default look. */
  readonly look: LogSpan | null;
  readonly link: string | null;
  readonly marked: boolean;
  readonly box: Box;
}

/** Drawn in a box of this many cells; 0: as it comes. `direction`: a control of it, not to be obeyed. */
export type Box = 0 | 1 | 2 | 'direction';

export interface LineParts {
  readonly text: string;
  readonly spans: readonly LogSpan[];
  readonly links: readonly FoundLink[];
  readonly marks: readonly TextRange[];
  /** Whether the font draws this narrow character exactly one cell wide. */
  readonly fits: (character: string) => boolean;
}

const allPlain = /^[\x20-\x7e]*$/;
/** A character and what joins it; a control of direction joins nothing. */
const clusters = new RegExp(
  `${directionControl.source}|[\\s\\S](?:(?!${directionControl.source})[\\p{Mn}\\p{Me}\\p{Cf}])*`,
  'gu',
);

export function cutLine({ text, spans, links, marks, fits }: LineParts): Piece[] {
  const pieces: Piece[] = [];
  const cuts = cutsOf(text.length, spans, links, marks);
  let span = 0;
  let link = 0;
  let mark = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const start = cuts[i] ?? 0;
    while (span < spans.length && endOf(spans[span]) <= start) span++;
    while (link < links.length && (links[link]?.end ?? 0) <= start) link++;
    while (mark < marks.length && (marks[mark]?.[1] ?? 0) <= start) mark++;
    const here = spans[span];
    const under = links[link];
    const piece = {
      look: here !== undefined && here[0] <= start ? here : null,
      link: under !== undefined && under.start <= start ? under.url : null,
      marked: mark < marks.length && (marks[mark]?.[0] ?? 0) <= start,
    };
    boxed(text.slice(start, cuts[i + 1]), fits, (part, box) =>
      pieces.push({ ...piece, text: part, box }),
    );
  }
  return pieces;
}

/** Every place where something begins or ends, in order, the line's own ends among them. */
function cutsOf(
  length: number,
  spans: readonly LogSpan[],
  links: readonly FoundLink[],
  marks: readonly TextRange[],
): number[] {
  const places = new Set([0, length]);
  const add = (place: number) => {
    if (place > 0 && place < length) places.add(place);
  };
  for (const span of spans) {
    add(span[0]);
    add(endOf(span));
  }
  for (const { start, end } of links) {
    add(start);
    add(end);
  }
  for (const [start, end] of marks) {
    add(start);
    add(end);
  }
  return [...places].sort((a, b) => a - b);
}

function boxed(
  text: string,
  fits: (character: string) => boolean,
  put: (text: string, box: Box) => void,
): void {
  if (text === '') return;
  let plain = allPlain.test(text) ? text : '';
  if (plain !== '') {
    put(plain, 0);
    return;
  }
  for (const [cluster] of text.matchAll(clusters)) {
    const cells = cellsOf(cluster);
    const turns = directionControl.test(cluster);
    if (!turns && cells !== 2 && fits(cluster)) {
      plain += cluster;
      continue;
    }
    if (plain !== '') put(plain, 0);
    plain = '';
    put(cluster, turns ? 'direction' : cells === 2 ? 2 : 1);
  }
  if (plain !== '') put(plain, 0);
}

function endOf(span: LogSpan | undefined): number {
  return span === undefined ? 0 : span[0] + span[1];
}
