// How many columns characters take, as the emulator counts them.
import unicode11 from '@xterm/addon-unicode11';

interface Provider {
  wcwidth(codePoint: number): 0 | 1 | 2;
}

let provider: Provider | null = null;

/** Rows that a line takes at a width, when it holds characters of two columns: they are not cut in two. */
export function rowsOfWideText(text: string, width: number): number {
  provider ??= loadProvider();
  let rows = 1;
  let column = 0;
  for (const character of text) {
    const cells = provider.wcwidth(character.codePointAt(0) ?? 0);
    if (column + cells > width && column > 0) {
      rows++;
      column = 0;
    }
    column += cells;
  }
  return rows;
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
