// curl's meter: columns whose names stand two rows above, percent of all first, time left last but one.
import { lex } from '../lex.ts';
import type { Program } from './program.ts';

const header = /^% Total {1,8}% Received % Xferd/;

export const curl: Program = {
  sees: ({ text }, state) => header.test(text) || state.notes.curl !== undefined,
  amend(reading, state) {
    if (header.test(reading.text)) {
      state.notes.curl = state.rows;
      return;
    }
    if (state.rows - Number(state.notes.curl) > 10_000) return;
    const times =
      /(?:\d{1,3}:\d\d:\d\d|--:--:--) {1,3}(?:\d{1,3}:\d\d:\d\d|--:--:--) {1,3}(\d{1,3}:\d\d:\d\d|--:--:--) {1,8}[\d.]{1,8}[kMGTP]?$/.exec(
        reading.text,
      );
    const tokens = lex(reading.text);
    const percent = tokens[0];
    if (times === null || percent?.kind !== 'number' || percent.value > 100 || tokens.length < 8)
      return;
    const left = lex(times[1] ?? '')[0];
    reading.counters = [];
    reading.pairs = [];
    reading.eta = left?.kind === 'clock' ? left.value : null;
    // Without a length all of it is 0 %.
    if (tokens[1]?.value === 0 && tokens[1].unit === '') return;
    reading.bar = {
      label: '',
      done: null,
      total: null,
      fraction: percent.value / 100,
      unit: '%',
      strong: true,
    };
    state.notes.curl = state.rows;
  },
};
