// How many columns characters take, as the emulator counts them.
import unicode11 from '@xterm/addon-unicode11';

interface Provider {
  wcwidth(codePoint: number): 0 | 1 | 2;
}

let provider: Provider | null = null;

/** Rows that a line takes at a width, when it holds characters of two columns: they are not cut in two. */
export function rowsOfWideText(text: string, width: number): number {
  return rowStarts(text, width).length + 1;
}

/** Where in `text` the rows after the first one begin, at a width; in UTF-16 units. */
export function rowStarts(text: string, width: number): number[] {
  provider ??= loadProvider();
  const starts: number[] = [];
  let column = 0;
  let at = 0;
  for (const character of text) {
    const cells = provider.wcwidth(character.codePointAt(0) ?? 0);
    if (column + cells > width && column > 0) {
      starts.push(at);
      column = 0;
    }
    column += cells;
    at += character.length;
  }
  return starts;
}

/** Rows that a line takes when all its characters take one column. */
export function rowsOfCells(cells: number, width: number): number {
  return cells <= width ? 1 : Math.ceil(cells / width);
}

/** The add-on hands its tables to any terminal that it is loaded into. */
function loadProvider(): Provider {
  const found: Provider[] = [];
  const terminal = { unicode: { register: (one: Provider) => found.push(one) } };
  new unicode11.Unicode11Addon().activate(terminal as never);
  const [first] = found;
  if (first === undefined) throw new Error('the Unicode tables are missing');
  return first;
}
