// darknet prints values before their names: `12: 801.1, 799.5 avg loss, 0.001 rate, 3.1 seconds, 768 images`.
import { count, metric, type Program } from './program.ts';

const row =
  /^(\d{1,9}): (-?[\d.]{1,30}|-?nan|-?inf), (-?[\d.]{1,30}|-?nan|-?inf) avg(?: loss)?, ([\d.]{1,30}) rate, [\d.]{1,20} seconds, \d{1,12} images/;

export const darknet: Program = {
  sees: ({ text }) => text.includes(' avg') && text.includes(' rate, '),
  amend(reading) {
    const [, step, loss = '', average = '', rate = ''] = row.exec(reading.text) ?? [];
    if (step === undefined) return;
    reading.counters = [count('', Number(step), 'step')];
    reading.pairs = [
      metric('loss', numberOf(loss)),
      metric('avg loss', numberOf(average)),
      metric('rate', Number(rate)),
    ];
    reading.coverage = 1;
  },
};

const numberOf = (text: string) => (text.endsWith('inf') ? Number.POSITIVE_INFINITY : Number(text));
