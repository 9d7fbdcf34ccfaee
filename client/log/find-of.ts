// The one search of a reader: made when somebody first looks for something, ended with the reader.
import { Find } from './find.ts';
import type { Reader } from './reader.ts';

const finds = new WeakMap<Reader, Find>();

export function findOf(reader: Reader): Find {
  let find = finds.get(reader);
  if (find === undefined) {
    find = new Find({
      link: reader.link,
      state: reader.finding,
      view: () => reader.reading.view,
      lastShown: () => reader.lastShown(),
      show: (line) => void reader.show(line),
    });
    finds.set(reader, find);
    reader.whenClosed(find.close.bind(find));
  }
  return find;
}

/** From the screen's first line on; from the end, if one is there. */
export function findNextError(reader: Reader): void {
  const { from } = reader.view.visible.value;
  const top = reader.reading.cache.at(from)?.line ?? 0;
  const following = reader.view.follow.value.kind === 'following';
  findOf(reader).start({ kind: 'errors', text: '' }, following ? null : top + 1);
}
