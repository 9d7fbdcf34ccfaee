// What an idle session costs: the private memory (USS) of its host.
import { readFileSync } from 'node:fs';
import { withProduct } from '../product.ts';
import type { Bench, Figure } from './figures.ts';
import { median } from './figures.ts';

const sessionCount = 20;

export const memory: Bench = {
  name: 'memory',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const names = Array.from({ length: sessionCount }, (_, i) => `idle${i}`);
      for (const name of names) await product.outlive('new', '-d', '-s', name, 'sleep 600');
      const ids = await Promise.all(names.map((name) => product.idOf(name)));
      const used = ids.map((id) => privateMegabytes(product.hostPid(id)));
      return [
        {
          name: 'host, private memory',
          value: Math.max(...used),
          unit: 'MB',
          atMost: 12,
          from: `the largest of ${sessionCount} idle sessions, median ${median(used).toFixed(1)}`,
        },
      ];
    }),
};

/** Private_Clean + Private_Dirty of proc(5)'s smaps_rollup. */
export function privateMegabytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map((match) =>
    Number(match[1]),
  );
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024;
}
