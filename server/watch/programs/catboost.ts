// CatBoost prints `50: learn: .5 best: .5 (50) total: 3s remaining: 58s`: of how many follows from the times.
import { durationAt } from '../durations.ts';
import { lex } from '../lex.ts';
import { type Program, roundest } from './program.ts';

const times =
  /\btotal: ([\d.]{1,12}(?:ms|us|s|m|h)(?: [\d.]{1,8}(?:ms|s|m))?)\s{1,4}remaining: ([\d.]{1,12}(?:ms|us|s|m|h)(?: [\d.]{1,8}(?:ms|s|m))?)/;

export const catboost: Program = {
  sees: ({ text }) => text.includes('remaining: ') && text.includes('total: '),
  amend(reading, state) {
    const [, spent = '', left = ''] = times.exec(reading.text) ?? [];
    const counter = reading.counters.find(({ noun }) => noun === 'step');
    const [total, remaining] = [secondsOf(spent), secondsOf(left)];
    if (counter === undefined || total === null || remaining === null) return;
    reading.pairs = reading.pairs.filter(({ name }) => name !== 'total' && name !== 'remaining');
    const done = counter.done + 1;
    const all =
      remaining === 0
        ? done
        : Math.max(
            done,
            Math.round(roundest(done * (1 + remaining / Math.max(total, 1e-9)), 0.006)),
          );
    state.told = { done, total: all, fraction: done / all, unit: 'iteration', eta: remaining };
  },
};

function secondsOf(text: string): number | null {
  return durationAt(lex(text), 0)?.seconds ?? null;
}
