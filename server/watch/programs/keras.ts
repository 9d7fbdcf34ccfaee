// Keras 3 puts the time left behind its bar without a word, and in the last redraw the time it took.
import type { Program } from './program.ts';

const row = /^(\d{1,9})\/(\d{1,9}|Unknown) ━{0,200} {1,4}(\d{1,6})s \d{1,9}(?:ms|us|s)\/step/;
const short =
  /^(\d{1,9})\/(\d{1,9}) ━{0,200} {1,4}(?:(\d{1,4}):)?(\d{1,4}):(\d\d) \d{1,9}(?:ms|us|s)\/step/;

export const keras: Program = {
  sees: ({ bar, text }) => bar !== null && text.includes('/step'),
  amend(reading) {
    const seconds = row.exec(reading.text);
    const clock = short.exec(reading.text);
    const [, done, total] = seconds ?? clock ?? [];
    if (done === undefined) return;
    const left = seconds
      ? Number(seconds[3])
      : Number(clock?.[3] ?? 0) * 3600 + Number(clock?.[4]) * 60 + Number(clock?.[5]);
    reading.eta = done === total ? 0 : left;
  },
};
