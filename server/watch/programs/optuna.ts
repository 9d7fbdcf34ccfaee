// Optuna puts a trial's value into a sentence, with its parameters and the best one so far behind it.
import type { Program } from './program.ts';

const finished =
  /^Trial (\d{1,9}) finished with values?: \[?(-?[\d.]{1,40}(?:e[-+]?\d{1,3})?)\b.{0,4000}? and parameters: \{/i;

export const optuna: Program = {
  sees: ({ text }) => text.startsWith('Trial ') && text.includes(' finished with value'),
  amend(reading) {
    const [, trial, value] = finished.exec(reading.text) ?? [];
    if (trial === undefined || value === undefined) return;
    reading.counters = reading.counters.filter(({ label }) => label === 'Trial');
    const number = Number(value);
    reading.pairs = [{ name: 'value', value: number, unit: '', strong: true, start: 0, end: 0 }];
    reading.coverage = 1;
  },
};
