// The one search of a reader: made when somebody first looks for something, ended with the reader.
import { Find } from './find.ts';
import type { Reader } from './reader.ts';

const finds = new WeakMap<Reader, Find>();
const troubles = new WeakMap<Reader, readonly number[]>();

/** Lines of events that "Next error" leads to besides those that are marked as errors, ascending. */
export function noteTrouble(reader: Reader, lines: readonly number[]): void {
  troubles.set(reader, lines);
}

export function findOf(reader: Reader): Find {
  let find = finds.get(reader);
  if (find === undefined) {
    find = new Find({
      link: reader.link,
      state: reader.finding,
      view: () => reader.reading.view,
      onScreen: () => linesOnScreen(reader),
      show: (line) => reader.show(line),
      also: ({ kind }) => (kind === 'errors' ? (troubles.get(reader) ?? []) : []),
    });
    finds.set(reader, find);
    reader.whenClosed(find.close.bind(find));
  }
  return find;
}

/** The one after the last that was gone to; else the first that is new, or below the screen. */
export function findNextError(reader: Reader): void {
  const find = findOf(reader);
  const following = reader.view.follow.peek().kind === 'following';
  const unseen = following ? reader.seen.unseen.peek() : null;
  const current = reader.finding.peek()?.query.kind === 'errors' ? find.standsAt() : null;
  const after = current ?? linesOnScreen(reader).last;
  find.start({ kind: 'errors', text: '' }, current === null && unseen ? unseen.line : after + 1);
}

function linesOnScreen({ reading, view }: Reader): { first: number; last: number } {
  const { from, to } = view.visible.peek();
  const lineAt = (row: number) =>
    reading.cache.at(row)?.line ??
    reading.live.find((line) => row >= line.row && row < line.row + line.rows)?.number ??
    reading.tail?.shape.lines ??
    0;
  return { first: lineAt(from), last: lineAt(to - 1) };
}
