// A buffer of xterm's word by word, packed: what a checkpoint keeps. Escape codes could not bring
// back everything that decides how a terminal goes on, such as cells that were never written.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { cellWords, linkOf, nullContent, plainStyle } from './cell.ts';
import type { Core, CoreBuffer, CoreLine } from './core.ts';

export interface RawBuffer {
  readonly rows: number;
  /**
   * Deflated, base64. For each row, in 32-bit words: how many cells follow (the rest was never
   * written), plus 2^31 if the row goes on from the one above; then those cells, see cell.ts.
   */
  readonly cells: string;
  /** Cells of more than one character. */
  readonly combined: readonly (readonly [row: number, column: number, text: string])[];
  readonly extended: readonly (readonly [
    row: number,
    column: number,
    ext: number,
    /** One that was given before: its number, counted from 0. */
    link: readonly [id: string, uri: string] | number | null,
  ])[];
  readonly ybase: number;
  readonly region: readonly [top: number, bottom: number];
  readonly tabs: readonly number[];
}

const wrappedBit = 0x80000000;
/** Fast: the rows are mostly blanks and repeated attributes. */
const compression = { level: 1 };

export function packBuffer(core: Core, buffer: CoreBuffer): RawBuffer {
  const words: number[] = [];
  const combined: [number, number, string][] = [];
  const extended: [number, number, number, [string, string] | number | null][] = [];
  const given = new Map<number, number>();
  for (let row = 0; row < buffer.lines.length; row++) {
    const line = buffer.lines.get(row);
    if (line === undefined) continue;
    const used = usedCells(line);
    words.push((used | (line.isWrapped ? wrappedBit : 0)) >>> 0);
    for (let word = 0; word < used * cellWords; word++) words.push(line._data[word] as number);
    for (const [column, text] of Object.entries(line._combined)) {
      if (text !== undefined) combined.push([row, Number(column), text]);
    }
    for (const [column, more] of Object.entries(line._extendedAttrs)) {
      if (more === undefined) continue;
      const known = given.get(more.urlId);
      const link = known === undefined ? linkOf(core, { ...plainStyle, extended: more }) : null;
      if (link !== null) given.set(more.urlId, given.size);
      extended.push([row, Number(column), more._ext, known ?? (link && [link.id, link.uri])]);
    }
  }
  const { ybase, scrollTop, scrollBottom, tabs } = buffer;
  return {
    rows: buffer.lines.length,
    cells: deflateRawSync(Buffer.from(Uint32Array.from(words).buffer), compression).toString(
      'base64',
    ),
    combined,
    extended,
    ybase,
    region: [scrollTop, scrollBottom],
    tabs: Object.keys(tabs).map(Number),
  };
}

/** `blank`: the attributes of an emulator that has just been made. */
export function unpackBuffer(core: Core, buffer: CoreBuffer, raw: RawBuffer): void {
  const bytes = inflateRawSync(Buffer.from(raw.cells, 'base64'));
  const words = new Uint32Array(new Uint8Array(bytes).buffer);
  const blank = core._inputHandler._curAttrData;
  buffer.lines.length = 0;
  let at = 0;
  for (let row = 0; row < raw.rows; row++) {
    const head = words[at++] as number;
    const line = buffer.getBlankLine(blank, (head & wrappedBit) !== 0);
    const cells = head & ~wrappedBit;
    const used = cells * cellWords;
    // The alternate buffer keeps what a narrower screen does not show.
    if (cells > line.length) line.resize(cells, buffer.getNullCell());
    line._data.set(words.subarray(at, at + used));
    at += used;
    buffer.lines.push(line);
  }
  for (const [row, column, text] of raw.combined) lineAt(buffer, row)._combined[column] = text;
  const links = new Links(core);
  for (const [row, column, ext, link] of raw.extended) {
    const more = blank.extended.clone();
    more._ext = ext;
    more.urlId = link === null ? 0 : links.at(row, link);
    lineAt(buffer, row)._extendedAttrs[column] = more;
  }
  buffer.ybase = buffer.ydisp = raw.ybase;
  [buffer.scrollTop, buffer.scrollBottom] = raw.region;
  buffer.tabs = Object.fromEntries(raw.tabs.map((column) => [column, true]));
}

/** The links of a packed buffer, each registered once and kept as long as one of its rows is there. */
class Links {
  readonly #service: Core['_oscLinkService'];
  readonly #given: { readonly number: number; row: number }[] = [];

  constructor(core: Core) {
    this.#service = core._oscLinkService;
  }

  at(row: number, link: readonly [id: string, uri: string] | number): number {
    const given = typeof link === 'number' ? this.#given[link] : this.#add(link);
    if (given === undefined) return 0;
    if (given.row !== row) this.#service.addLineToLink(given.number, row);
    given.row = row;
    return given.number;
  }

  #add([id, uri]: readonly [string, string]): { readonly number: number; row: number } {
    const added = {
      number: this.#service.registerLink(id === '' ? { uri } : { id, uri }),
      row: -1,
    };
    this.#given.push(added);
    return added;
  }
}

function usedCells(line: CoreLine): number {
  const data = line._data;
  let word = (line.length - 1) * cellWords;
  while (word >= 0 && data[word] === nullContent && data[word + 1] === 0 && data[word + 2] === 0) {
    word -= cellWords;
  }
  return word / cellWords + 1;
}

function lineAt(buffer: CoreBuffer, row: number): CoreLine {
  const line = buffer.lines.get(row);
  if (line === undefined) throw new RangeError(`no row ${row}`);
  return line;
}
