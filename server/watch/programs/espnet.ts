// ESPnet names its batches by a range, `2epoch:train:101-200batch: loss=7.1`, and tells how an epoch
// ended for training and validation in one row.
import { count, type Program } from './program.ts';

const batches = /^(\d{1,6})epoch:train:\d{1,9}-(\d{1,9})batch: /;
const passed = /^(\d{1,6})\/(\d{1,6})epoch (started|finished)\b/;
const results = /^(\d{1,6})epoch results: /;

export const espnet: Program = {
  sees: ({ text }) => /^\d{1,6}(?:\/\d{1,6})?epoch[: ]/.test(text),
  amend(reading, state) {
    const [, epoch, batch] = batches.exec(reading.text) ?? [];
    if (batch !== undefined)
      reading.counters = [
        count('epoch', Number(epoch), 'epoch'),
        count('batch', Number(batch), 'step', 'epoch'),
      ];
    const [, number, total, word] = passed.exec(reading.text) ?? [];
    if (total !== undefined) {
      const [done, all] = [Number(number) - (word === 'started' ? 1 : 0), Number(total)];
      state.told = { done, total: all, fraction: done / all, unit: 'epoch', eta: null };
      reading.counters = [];
      reading.pairs = [];
      reading.bar = null;
    }
    if (!results.test(reading.text)) return;
    reading.counters = [];
    reading.pairs = reading.pairs.filter(({ name }) => name.startsWith('valid '));
  },
};
