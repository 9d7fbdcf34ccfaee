// Ultralytics YOLO: a table without lines whose rows are the labels of bars, and whose validation
// has its header in a bar's label.
import { meaningOf, noDetail } from '../names.ts';
import type { Counter, Pair, Reading } from '../reading.ts';
import type { WatchState } from '../state.ts';
import type { Program } from './program.ts';

const completed = /^(\d{1,6}) epochs completed in /;
const validation = /^Class {1,20}Images {1,20}(?:Instances|Labels|Targets) {1,20}\S/;

export const ultralytics: Program = {
  sees: ({ text }, state) =>
    state.table?.names[0] === 'Epoch' ||
    text.startsWith('Class ') ||
    text.startsWith('all ') ||
    completed.test(text),
  amend(reading, state) {
    const { text } = reading;
    const all = completed.exec(text)?.[1];
    if (all !== undefined) {
      const done = Number(all);
      state.told = { done, total: done, fraction: 1, unit: 'epoch', eta: 0 };
    } else if (validation.test(text)) beginValidation(reading, state);
    else if (text.startsWith('all ')) validationRow(reading, state);
    else if (/^\d{1,6}\/\d{1,6}\s/.test(text)) epochRow(reading, state);
  },
};

function epochRow(reading: Reading, state: WatchState): void {
  const names = state.table?.names ?? [];
  if (state.table !== null) state.table.misses = 0;
  const cells = reading.text.split(/\s+/, names.length);
  const [done, total] = (cells[0] ?? '').split('/').map(Number);
  if (cells.length < names.length || done === undefined || total === undefined || done > total)
    return;
  const outer: Counter = {
    label: 'epoch',
    done,
    total,
    unit: '',
    start: 0,
    end: 0,
    noun: 'epoch',
    detail: noDetail,
  };
  reading.counters = [outer];
  reading.pairs = names.slice(1).flatMap((name, i) => pairOf(name, cells[i + 1] ?? ''));
  reading.coverage = 1;
  if (reading.bar !== null) reading.bar = { ...reading.bar, label: '', unit: 'batch' };
}

function beginValidation(reading: Reading, state: WatchState): void {
  const header = reading.text.split(/:\s/, 1)[0] ?? '';
  state.notes.validation = header
    .replace(/[()]/g, ' ')
    .replace(/\b(?:Box|Mask|Pose) (?=P\b)/g, '')
    .trim()
    .split(/\s+/)
    .slice(0, 30)
    .join(' ');
  reading.isEval = true;
  reading.pairs = [];
  if (reading.bar !== null) reading.bar = { ...reading.bar, label: 'validation' };
}

function validationRow(reading: Reading, state: WatchState): void {
  const names = String(state.notes.validation ?? '')
    .split(' ')
    .slice(3);
  const cells = reading.text.split(/\s+/).slice(3);
  if (names.length < 2 || cells.length !== names.length) return;
  reading.pairs = names.flatMap((name, i) => pairOf(name, cells[i] ?? ''));
  reading.coverage = 1;
}

function pairOf(name: string, cell: string): Pair[] {
  const value = Number.parseFloat(cell);
  if (Number.isNaN(value) && !/^nan/i.test(cell)) return [];
  return meaningOf(name).hidden ? [] : [{ name, value, unit: '', strong: true, start: 0, end: 0 }];
}
