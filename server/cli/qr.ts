// A QR code for a terminal: two modules a character cell, black on white whatever the terminal's
// own colours are, since not every phone reads light on dark.
import { encode } from 'uqr';

const blackOnWhite = '\u001b[38;5;16;48;5;231m';
const plain = '\u001b[0m';

/**
 * Lines to print. Without `colours` the cells' own colours are used and light modules are drawn,
 * which suits a dark terminal.
 */
export function qrLines(text: string, colours: boolean): string[] {
  const { data, size } = encode(text, { border: 2 });
  const dark = (row: number, column: number) => data[row]?.[column] ?? false;
  const lines: string[] = [];
  for (let row = 0; row < size; row += 2) {
    let line = '';
    for (let column = 0; column < size; column++) {
      line += cell(dark(row, column) === colours, dark(row + 1, column) === colours);
    }
    lines.push(colours ? `${blackOnWhite}${line}${plain}` : line);
  }
  return lines;
}

function cell(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
}
