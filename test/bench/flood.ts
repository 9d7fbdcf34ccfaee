// A detached flood: how long the program takes, against script(1) writing to a pipe that is read.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Product, withProduct } from '../product.ts';
import { type Bench, type Figure, median, round } from './figures.ts';

const rounds = 3;
const program = 'seq 1 8000000';

export const flood: Bench = {
  name: 'flood',
  run: () =>
    withProduct(async (product): Promise<Figure[]> => {
      const bare: number[] = [];
      const alone: number[] = [];
      for (let i = 0; i < rounds; i++) {
        bare.push(underScript());
        alone.push(await inSession(product, `alone${i}`));
      }
      await product.startGateway();
      await product.pair();
      const bareBeside: number[] = [];
      const served: number[] = [];
      for (let i = 0; i < rounds; i++) {
        bareBeside.push(underScript());
        served.push(await inSession(product, `served${i}`));
      }
      const figure = (name: string, taken: number[], base: number[], atMost: number): Figure => ({
        name,
        value: median(taken) / median(base),
        unit: 'x',
        atMost,
        from: `${program} in ${round(median(taken))} s, under script ${round(median(base))} s`,
      });
      return [
        figure('flood, no gateway', alone, bare, 1.3),
        figure('flood, with a gateway', served, bareBeside, 1.6),
      ];
    }),
};

function underScript(): number {
  const begun = performance.now();
  spawnSync('sh', ['-c', `script -qc '${program}' /dev/null | cat > /dev/null`], {
    stdio: 'ignore',
  });
  return (performance.now() - begun) / 1000;
}

async function inSession(product: Product, name: string): Promise<number> {
  const times = join(product.state, `${name}.times`);
  const command = `date +%s.%N > ${times}; ${program}; date +%s.%N >> ${times}`;
  await product.outlive('new', '-d', '-s', name, command);
  await product.outlive('wait', '-t', name);
  const [begun = 0, ended = 0] = readFileSync(times, 'utf8').trim().split('\n').map(Number);
  return ended - begun;
}
