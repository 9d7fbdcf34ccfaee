// Ray Tune repeats how many trials are in which state. A trial's error is not the run's.
import { addEvent } from '../events.ts';
import type { Program } from './program.ts';

const counted = /^(?:Trial status: |Number of trials: (?:\d{1,9}\/(\d{1,9}) )?)(.{3,200})$/;
const failed = /^Trial \S{1,120} errored after \d{1,9} iterations?/;

export const tune: Program = {
  sees: ({ text }) => text.startsWith('Trial ') || text.startsWith('Number of trials: '),
  amend(reading, state, { offset, line, time }) {
    const { text } = reading;
    if (failed.test(text))
      addEvent(state, {
        kind: 'trialFailed',
        text,
        serious: false,
        rank: null,
        offset,
        line,
        time,
        step: null,
      });
    const [, planned, states = ''] = counted.exec(text) ?? [];
    let [done, all] = [0, 0];
    for (const [, number = '', name = ''] of states.matchAll(
      /(\d{1,9}) (PENDING|RUNNING|TERMINATED|ERROR|PAUSED)\b/g,
    )) {
      all += Number(number);
      if (name === 'TERMINATED' || name === 'ERROR') done += Number(number);
    }
    if (all === 0) return;
    reading.counters = [];
    reading.pairs = [];
    const total = Math.max(all, Number(planned ?? 0));
    state.told = { done, total, fraction: done / total, unit: 'trial', eta: null };
  },
};
