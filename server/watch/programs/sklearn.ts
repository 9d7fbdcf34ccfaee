// scikit-learn's searches say how many fits there will be, then print a row for each.
import type { Program } from './program.ts';

const announced =
  /^Fitting \d{1,6} folds for each of \d{1,9} candidates, totalling (\d{1,9}) fits$/;

export const sklearn: Program = {
  sees: ({ text }) => text.startsWith('Fitting ') || text.startsWith('[CV'),
  amend(reading, state) {
    const total = announced.exec(reading.text)?.[1];
    if (total !== undefined) {
      state.notes.fits = Number(total);
      state.notes.fitted = 0;
    }
    const fits = Number(state.notes.fits ?? 0);
    if (
      fits === 0 ||
      !/^\[CV(?: \d{1,6}\/\d{1,6}(?:; \d{1,9}\/\d{1,9})?)?\] (?:END|.{0,300}total)/.test(
        reading.text,
      )
    )
      return;
    const done = Math.min(fits, Number(state.notes.fitted ?? 0) + 1);
    state.notes.fitted = done;
    reading.counters = [];
    reading.pairs = [];
    state.told = { done, total: fits, fraction: done / fits, unit: 'fit', eta: null };
  },
};
