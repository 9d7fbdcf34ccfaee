// A gateway that comes back to many sessions: how soon its list is complete and correct.

import { withProduct } from '../product.ts';
import { type Bench, type Figure, median } from './figures.ts';

const sessionCount = 50;
const rounds = 3;

export const restart: Bench = {
  name: 'restart',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      await product.startGateway();
      await product.pair();
      for (let i = 0; i < sessionCount; i++) {
        await product.outlive(
          'new',
          '-d',
          '-s',
          `job${i}`,
          i % 2 ? 'echo up; sleep 600' : 'echo done; exit 3',
        );
      }
      const times: number[] = [];
      for (let i = 0; i < rounds; i++) {
        await product.stopGateway('SIGKILL');
        const begun = performance.now();
        await product.startGateway();
        while (!isComplete(await product.sessions())) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        times.push((performance.now() - begun) / 1000);
      }
      const from = `${sessionCount} sessions, from the start of its process, median of ${rounds}`;
      return [
        {
          name: 'gateway restart, list complete',
          value: median(times),
          unit: 's',
          atMost: 2,
          from,
        },
      ];
    }),
};

function isComplete(
  sessions: readonly { state: string; exitCode: number | null; lastLine: string | null }[],
): boolean {
  const running = sessions.filter((one) => one.state === 'running' && one.lastLine === 'up');
  const ended = sessions.filter(
    (one) => one.state === 'ended' && one.exitCode === 3 && one.lastLine === 'done',
  );
  return running.length === sessionCount / 2 && ended.length === sessionCount / 2;
}
