// detectron2 prints no total: it follows from the time left and the time an iteration takes.
import { type Program, roundest } from './program.ts';

export const detectron2: Program = {
  sees: ({ text, eta }) =>
    eta !== null && (/^eta: \S.{0,30} iter: \d/.test(text) || text.startsWith('Inference done ')),
  amend(reading, state) {
    // An evaluation's own count, and how long its batches take.
    if (reading.text.startsWith('Inference done ')) {
      reading.isEval = true;
      reading.pairs = [];
      reading.counters = [];
      return;
    }
    const iteration = reading.counters.find(({ label }) => label === 'iter');
    const time = reading.pairs.find(({ name }) => name === 'time');
    if (iteration === undefined || time === undefined || !(time.value > 0) || reading.eta === null)
      return;
    const total = Math.round(roundest(iteration.done + 1 + reading.eta / time.value, 0.002));
    const { done } = iteration;
    state.told = {
      done,
      total,
      fraction: Math.min(1, done / total),
      unit: 'iteration',
      eta: reading.eta,
    };
  },
};
