// Megatron-LM prints a loss only when it is a number: one that is nan is missing from its row.
import { meaningOf } from '../names.ts';
import type { Program } from './program.ts';

export const megatron: Program = {
  sees: ({ text }) => text.startsWith('iteration ') && text.includes('number of nan iterations:'),
  amend(reading, state) {
    const isLoss = (name: string) => meaningOf(name).isLoss && !/value|ppl/i.test(name);
    if (reading.pairs.some(({ name }) => isLoss(name))) return;
    const gradient = reading.pairs.find(({ name }) => name === 'grad norm');
    const nans = /number of nan iterations: {0,12}([1-9]\d{0,8})/.test(reading.text);
    if (!nans && (gradient === undefined || Number.isFinite(gradient.value))) return;
    const missing = state.series.find((one) => isLoss(one.name) && one.health.finite > 0);
    const name = missing?.name ?? 'lm loss';
    reading.pairs.push({ name, value: Number.NaN, unit: '', strong: true, start: 0, end: 0 });
  },
};
