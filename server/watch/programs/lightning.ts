// PyTorch Lightning never prints how many epochs there are, until it stops.
import { addEvent } from '../events.ts';
import type { Program } from './program.ts';

const stopped = /^`Trainer\.fit` stopped: `max_(epochs|steps)=(\d{1,12})` reached\.?$/;

export const lightning: Program = {
  sees: ({ text }) => text.startsWith('`Trainer.fit` stopped: '),
  amend(reading, state, { offset, line, time }) {
    const [, unit = '', number = ''] = stopped.exec(reading.text) ?? [];
    if (number === '') return;
    const done = Number(number);
    state.told = { done, total: done, fraction: 1, unit: unit.slice(0, -1), eta: 0 };
    addEvent(state, {
      kind: 'trainingEnd',
      text: reading.text,
      serious: false,
      rank: null,
      offset,
      line,
      time,
      step: state.step,
    });
  },
};
