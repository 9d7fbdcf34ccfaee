// Prints runs of ASCII that fit into their row straight into its cells, as xterm's own print would,
// several times faster: that is most of what programs write. Everything else is left to xterm's.
import { cellWords } from './cell.ts';
import type { Core, CoreLine } from './core.ts';

const oneColumn = 1 << 22;
const hasContent = 0x3fffff;
const widthBits = 3 << 22;
const twoColumns = 2 << 22;
const extended = 0x10000000;

export function installPlainPrint(core: Core): void {
  const { _inputHandler: input, _bufferService: service, _charsetService: charsets } = core;
  const { _parser: parser } = input;
  const { coreService } = core;
  // What follows an ASCII letter may join it: combining characters do.
  const afterLetter = input._unicodeService.charProperties(0x41, 0);
  const print = input.print.bind(input);
  parser.setPrintHandler((codes, start, end) => {
    const { fg, bg } = input._curAttrData;
    if (
      (bg & extended) !== 0 ||
      charsets.charset !== undefined ||
      coreService.modes.insertMode ||
      coreService.decPrivateModes.wraparound !== true ||
      !isPlain(codes, start, end)
    ) {
      print(codes, start, end);
      return;
    }
    for (let at = start; at < end; ) {
      const buffer = service.buffers.active;
      const line = buffer.lines.get(buffer.ybase + buffer.y);
      const fits = Math.min(end - at, service.cols - buffer.x);
      if (fits <= 0 || line === undefined) {
        // The row is full: this one goes to the next.
        print(codes, at, at + 1);
        at++;
        continue;
      }
      putLetters(line, buffer.x, { codes, at, count: fits, fg, bg });
      buffer.x += fits;
      at += fits;
      parser.precedingJoinState = afterLetter;
    }
  });
}

interface Letters {
  readonly codes: Uint32Array;
  readonly at: number;
  readonly count: number;
  readonly fg: number;
  readonly bg: number;
}

function putLetters(line: CoreLine, x: number, { codes, at, count, fg, bg }: Letters): void {
  const data = line._data;
  // Half of a wide character cannot stay, before or behind.
  if (x > 0 && ((data[(x - 1) * cellWords] as number) & widthBits) === twoColumns)
    put(data, x - 1, fg, bg);
  let word = x * cellWords;
  for (let from = at; from < at + count; from++) {
    data[word] = (codes[from] as number) | oneColumn;
    data[word + 1] = fg;
    data[word + 2] = bg;
    word += cellWords;
  }
  if (x + count < line.length && ((data[word] as number) & (widthBits | hasContent)) === 0)
    put(data, x + count, fg, bg);
}

function isPlain(codes: Uint32Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((codes[at] as number) > 0x7e) return false;
  return true;
}

function put(data: Uint32Array, column: number, fg: number, bg: number): void {
  const word = column * cellWords;
  data[word] = oneColumn;
  data[word + 1] = fg;
  data[word + 2] = bg;
}
