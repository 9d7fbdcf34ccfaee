// Tables: a row of names with rows of numbers beneath it, and boxes of names and values.
import type { Row } from './entries.ts';
import { meaningOf, nounOf } from './names.ts';
import type { Box, Table, WatchState } from './state.ts';

const [maxColumns, maxCells, maxMisses] = [64, 80, 40];
const rule = /^[\s\-=+|─━═┄┈┌┐└┘├┤┬┴┼╭╮╰╯╞╡╪┏┓┗┛┡┩┢┠┨│┃╇╋:]{3,}$/;

export interface TableRow {
  readonly step: number | null;
  readonly cells: readonly (readonly [name: string, value: number])[];
}

/** Null when the row is no part of a table; no cells when it is one without numbers. */
export function tableRow(state: WatchState, text: string, row: Row): TableRow | null {
  const first = text.charAt(0);
  if (first === '|' || first === '│' || first === '┃') {
    const boxed = boxRow(state, text.replace(/[│┃]/g, '|'), row);
    if (boxed !== null) return boxed;
  } else if (state.box !== null) {
    if (rule.test(text)) return endBox(state);
    state.box = null;
  }
  if (state.table === null && noHeader.test(text)) return null;
  if (rule.test(text)) return state.table === null ? null : none;
  const cells = cellsOf(text);
  const header = headerOf(cells);
  if (header !== null) {
    state.table = header;
    return none;
  }
  return state.table === null ? null : valuesOf(state, state.table, cells);
}

/** No name of a column has one of these: most rows are seen not to be a header by them. */
const noHeader = /[=:[\]<>{}"'!?*&$^~;`\\]/;

const none: TableRow = { step: null, cells: [] };

interface Cell {
  readonly text: string;
  readonly end: number;
}

/** Parted by two blanks, tabs, commas or lines. */
function cellsOf(text: string): Cell[] {
  const cells: Cell[] = [];
  const isListed = text.includes(',') && !text.includes('  ');
  const separator = text.includes('|') ? /\|/g : isListed ? /,/g : /\s{2,}|\t/g;
  let start = 0;
  for (const match of text.matchAll(separator)) {
    add(cells, text, start, match.index);
    start = match.index + match[0].length;
    if (cells.length > maxColumns) return cells;
  }
  add(cells, text, start, text.length);
  return cells;
}

function add(cells: Cell[], text: string, start: number, end: number): void {
  const cell = text.slice(start, end);
  if (cell.trim() !== '') cells.push({ text: cell.trim(), end: start + cell.trimEnd().length });
}

const namelike = /^[\p{L}#][\p{L}\p{N}_ ./@%()#-]{0,40}$/u;
const stepNames = new Set(['e', '#', 'epoch', 'iter', 'step']);

/**
 * Names, one of which counts and one of which is known to be a metric; where the first one counts the
 * others may be anything, and where each is known to be good high or low none has to count.
 */
function headerOf(cells: readonly Cell[]): Table | null {
  if (cells.length < 3 || cells.length > maxColumns) return null;
  if (!cells.every(({ text }) => namelike.test(text))) return null;
  const names = cells.map(({ text }) => text);
  const counting = names
    .map((name, at) => ({ at, detail: detailOf(name) }))
    .filter(({ detail }) => detail !== null);
  const ends = cells.map(({ end }) => end);
  if (counting.length === 0 && names.every((name) => meaningOf(name).better !== null))
    return { names, ends, misses: 0, step: -1 };
  const isKnown = counting[0]?.at === 0 || names.some((name) => meaningOf(name).known);
  if (counting.length === 0 || !isKnown) return null;
  const { at } = counting.reduce((a, b) => ((b.detail ?? 0) < (a.detail ?? 0) ? b : a));
  return { names, ends, misses: 0, step: at };
}

/** The lower, the more detailed; null for what does not count. */
function detailOf(name: string): number | null {
  if (name === '#') return 10;
  if (name === 'E') return 100;
  const noun = nounOf(name);
  if (noun !== null) return noun.kind === 'epoch' ? 100 : noun.detail;
  return stepNames.has(name.toLowerCase()) ? 50 : null;
}

const cellNumber =
  /^[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,4})?(%|[kKMGT]?i?B|[kMGT]|s|ms|m)?$/;

function numberOf(cell: string): number | null {
  const lower = cell.toLowerCase();
  if (lower === 'nan') return Number.NaN;
  if (/^-?inf(?:inity)?$/.test(lower))
    return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const match = cellNumber.exec(cell.replace(/(?<=\d),(?=\d{3})/g, ''));
  return match === null ? null : Number.parseFloat(match[0]);
}

function valuesOf(state: WatchState, table: Table, found: readonly Cell[]): TableRow | null {
  const cells = found.length === 1 && table.names.length > 1 ? splitAll(found[0] as Cell) : found;
  const numbers = cells.map(({ text }) => numberOf(text) ?? clockOf(text));
  const isFull = numbers.length >= 2 && numbers.filter((number) => number === null).length <= 1;
  const named = isFull ? assign(table, cells) : null;
  if (named === null) {
    if (++table.misses > maxMisses) state.table = null;
    return null;
  }
  table.misses = 0;
  const step = named.find(([at]) => at === table.step)?.[1] ?? null;
  const values = named.filter(
    ([at]) => at !== table.step && detailOf(table.names[at] ?? '') === null,
  );
  const isCounted = step !== null && Number.isInteger(step) && step >= 0;
  if (!isCounted && table.step >= 0) return null;
  return { step, cells: values.map(([at, value]) => [table.names[at] ?? '', value] as const) };
}

const clockOf = (text: string) => (/^\d{1,3}(?::\d\d){1,2}$/.test(text) ? 0 : null);

function splitAll({ text, end }: Cell): Cell[] {
  return text
    .split(/\s+/)
    .slice(0, maxColumns)
    .map((one) => ({ text: one, end }));
}

/** By order where all are there, else by the column in which they end. */
function assign(table: Table, cells: readonly Cell[]): [at: number, value: number][] | null {
  const all = cells.length === table.names.length;
  if (!all && cells.length > table.names.length) return null;
  const named: [number, number][] = [];
  for (const [i, cell] of cells.entries()) {
    const at = all ? i : nearest(table.ends, cell.end);
    const value = numberOf(cell.text);
    if (value !== null && at >= 0) named.push([at, value]);
  }
  return named;
}

function nearest(ends: readonly number[], end: number): number {
  return ends.findIndex((other) => Math.abs(other - end) <= 1);
}

/** `| rollout/ | |`, `|    ep_rew_mean | -200 |`. */
function boxRow(state: WatchState, text: string, { offset, line }: Row): TableRow | null {
  const cells = text.split('|', 6).map((cell) => cell.trim());
  if (cells.length !== 4 || !text.trimEnd().endsWith('|') || rule.test(text))
    return rule.test(text) ? endBox(state) : null;
  const [, name = '', value = ''] = cells;
  const box: Box = state.box ?? { section: '', cells: [], offset, line };
  const number = numberOf(value);
  if (value === '' && namelike.test(name)) box.section = name.endsWith('/') ? name : `${name}/`;
  else if (number !== null && namelike.test(name)) {
    const inSection = /^\|\s{2,}/.test(text) && box.section !== '';
    if (box.cells.length < maxCells)
      box.cells.push([inSection ? box.section + name : name, number]);
  } else return null;
  state.box = box;
  return none;
}

/** A box is one report: its counter may stand anywhere in it. */
function endBox(state: WatchState): TableRow {
  const { box } = state;
  state.box = null;
  if (box === null || box.cells.length === 0) return none;
  const counters = box.cells.flatMap(([name, value]) => {
    const detail = detailOf(name);
    return detail === null || !Number.isInteger(value) || value < 0
      ? []
      : [{ name, value, detail }];
  });
  const step = counters.sort((a, b) => a.detail - b.detail)[0]?.value ?? null;
  return { step, cells: box.cells.filter(([name]) => detailOf(name) === null) };
}
