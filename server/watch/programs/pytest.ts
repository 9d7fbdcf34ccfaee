// pytest puts the percentage at the right edge: it is of the tests, from the first row on.
import type { Program } from './program.ts';

const row =
  /^\S{1,300}(?: {1,4}[.FEsxXpPRu]{1,300}| (?:PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS).{0,200}?) {1,300}\[ {0,2}\d{1,3}%\]$/;
const dots = /^[.FEsxX]{1,300} {0,300}\[ {0,2}\d{1,3}%\]$/;

export const pytest: Program = {
  sees: ({ bar, text }) => bar !== null && text.endsWith('%]'),
  amend(reading) {
    if (reading.bar === null || !(row.test(reading.text) || dots.test(reading.text))) return;
    reading.bar = { ...reading.bar, label: '', done: null, total: null, strong: true };
  },
};
