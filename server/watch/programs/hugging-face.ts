// transformers leaves nan out of its averages: a loss of 0.0 beside a gradient that is nan is none.
import type { Program } from './program.ts';

export const huggingFace: Program = {
  sees: ({ isJson, pairs }) =>
    isJson && pairs.some(({ name }) => name === 'grad_norm' || name === 'train_runtime'),
  amend(reading) {
    const gradient = reading.pairs.find(({ name }) => name === 'grad_norm');
    const loss = reading.pairs.find(({ name }) => name === 'loss');
    if (loss?.value === 0 && gradient !== undefined && Number.isNaN(gradient.value))
      loss.value = Number.NaN;
    // At the end: of the whole run, no points of curves.
    if (reading.pairs.some(({ name }) => name === 'train_runtime')) reading.pairs = [];
  },
};
