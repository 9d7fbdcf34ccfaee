// How long commands take, against Node doing nothing.
import { spawnSync } from 'node:child_process';
import { commandLine, withProduct } from '../product.ts';
import { type Bench, type Figure, median, round } from './figures.ts';

const rounds = 11;

export const start: Bench = {
  name: 'start',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const time = (...args: string[]): number => {
        const begun = performance.now();
        spawnSync(process.execPath, args, { env: product.environment });
        return performance.now() - begun;
      };
      time(commandLine, 'new', '-d', '-s', 'first', 'sleep 600');
      const nothing: number[] = [];
      const created: number[] = [];
      const listed: number[] = [];
      const asked: number[] = [];
      for (let round = 0; round < rounds; round++) {
        nothing.push(time('-e', '0'));
        created.push(time(commandLine, 'new', '-d', '-s', `s${round}`, 'sleep 600'));
        listed.push(time(commandLine, 'ls'));
        asked.push(time(commandLine, 'has-session', '-t', 'first'));
      }
      const base = median(nothing);
      return [
        {
          name: 'new -d, program running',
          value: median(created) / base,
          unit: 'x',
          atMost: 3.5,
          from: `${round(median(created))} ms against node -e 0 in ${round(base)} ms`,
        },
        {
          name: 'ls',
          value: median(listed) / base,
          unit: 'x',
          atMost: 2.5,
          from: `${round(median(listed))} ms against node -e 0 in ${round(base)} ms`,
        },
        {
          name: 'has-session',
          value: median(asked) / base,
          unit: 'x',
          atMost: 2.5,
          from: `${round(median(asked))} ms against node -e 0 in ${round(base)} ms`,
        },
      ];
    }),
};
