// mmengine (MMDetection and its kin) prints the epoch without how many there are; its eta is of the
// whole run, so that the number of iterations follows, and with it that of epochs.
import type { Program } from './program.ts';

export const mmengine: Program = {
  sees: ({ text, eta }) =>
    eta !== null && /^(?:(?:Epoch|Iter)\(train\) |(?:Epoch|Iter) \[\d)/.test(text),
  amend(reading, state) {
    const epoch = reading.counters.find(({ noun }) => noun === 'epoch');
    const inner = reading.counters.find(({ noun, total }) => noun !== 'epoch' && total !== null);
    const time = reading.pairs.find(({ name }) => name === 'time');
    const { eta } = reading;
    if (inner === undefined || inner.total === null || eta === null) return;
    if (epoch === undefined) {
      state.told = {
        done: inner.done,
        total: inner.total,
        fraction: inner.done / inner.total,
        unit: 'iteration',
        eta,
      };
      return;
    }
    if (time === undefined || !(time.value > 0)) return;
    const done = (epoch.done - 1) * inner.total + inner.done;
    const epochs = Math.max(epoch.done, Math.round((done + eta / time.value) / inner.total));
    const total = epochs * inner.total;
    state.told = { done, total, fraction: Math.min(1, done / total), unit: 'iteration', eta };
    // The row's eta is not the epoch's.
    reading.eta = null;
  },
};
